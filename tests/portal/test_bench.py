"""The measurements run: each at a tiny size, and says its ratio. How fast anything is, only `make bench` asks."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import pytest

PIECES = ("p1", "p2", "p3", "p5", "p6", "p7", "p8", "p10", "p12", "p13")


@pytest.mark.parametrize("piece", PIECES)
def test_a_measurement_runs_and_says_its_ratio(
    piece: str, django_db_setup: None, django_db_blocker: Any, monkeypatch: Any, capsys: Any
) -> None:
    if "TEST_TEMPLATE" not in os.environ:
        pytest.skip("this run has a database of its own, and nothing to copy it from")
    monkeypatch.setenv("BENCH_SIZE", "tiny")
    monkeypatch.setenv("BENCH_TEMPLATE", os.environ["TEST_TEMPLATE"])
    with django_db_blocker.unblock():
        found = import_module(f"bench.{piece}").main()
    said = capsys.readouterr().out
    assert found["size"] == "tiny"
    assert f"{piece.upper()} " in said
    assert "(goal" in said
