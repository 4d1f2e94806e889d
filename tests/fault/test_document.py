"""What docs/faults.md names as a proof is there: every file, every test, every part of `make chaos`."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.fault.__main__ import PARTS

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split(" | ")]
    for line in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [IF]\d+ \|", line)
]
NONE = "no proof"


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(name: str) -> bool:
    """A test by file and name, a part of `make chaos`, a command of make, or a file or folder."""
    path, _colons, test = name.partition("::")
    if test:
        return (ROOT / path).is_file() and test in functions_of(path)
    if name.startswith("chaos:"):
        return name.removeprefix("chaos:") in {part.__name__ for part in PARTS}
    return name.startswith("make ") or (ROOT / name).exists()


def test_every_invariant_and_every_fault_has_its_row() -> None:
    assert [row[0] for row in ROWS] == [*(f"I{n}" for n in range(1, 16)), *(f"F{n}" for n in range(1, 35))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_proves_it_is_there_or_it_says_that_nothing_does(row: list[str]) -> None:
    _key, what, held_by, proof = row
    assert what
    named = re.findall(r"`([^`]+)`", f"{held_by} {proof}")
    assert not [name for name in named if not is_there(name)]
    assert any("::" in name for name in named) or NONE in proof


def test_a_proof_that_is_not_there_is_noticed() -> None:
    assert not is_there("tests/fault/test_document.py::test_of_nothing")
    assert not is_there("chaos:nothing")
    assert not is_there("deadlines/nothing.py")
