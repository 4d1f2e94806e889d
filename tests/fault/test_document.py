"""What docs/faults.md names as a proof is there: every file, every test, every part of `make chaos`."""

from __future__ import annotations

import pytest

from tests.proofs import NAMED, is_there, rows_of

ROWS = rows_of("docs/faults.md", r"[IF]\d+")
NONE = "no proof"


def test_every_invariant_and_every_fault_has_its_row() -> None:
    assert [row[0] for row in ROWS] == [*(f"I{n}" for n in range(1, 16)), *(f"F{n}" for n in range(1, 35))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_proves_it_is_there_or_it_says_that_nothing_does(row: list[str]) -> None:
    _key, what, held_by, proof = row
    assert what
    named = NAMED.findall(f"{held_by} {proof}")
    assert not [name for name in named if not is_there(name)]
    assert any("::" in name for name in named) or NONE in proof


def test_a_proof_that_is_not_there_is_noticed() -> None:
    assert not is_there("tests/fault/test_document.py::test_of_nothing")
    assert not is_there("chaos:nothing")
    assert not is_there("deadlines/nothing.py")
