"""How thoroughly the whole document is tried: `make test ARGS="tests/openapi --api-examples 300"` tries more."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--api-examples", type=int, default=2, help="requests an address and caller")
