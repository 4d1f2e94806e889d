"""The measurements run: each at a tiny size, and says its ratio. How fast anything is, only `make bench` asks."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench

PIECES = ("p1", "p2", "p3", "p5", "p6", "p7", "p8", "p10", "p12", "p13", "p14", "p15")


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


def test_a_measurement_that_fails_keeps_no_other_from_its_turn(monkeypatch: Any, capsys: Any, tmp_path: Path) -> None:
    def breaks() -> None:
        raise SystemExit("P10 measured nothing: it broke")

    monkeypatch.setenv("BENCH_SIZE", "tiny")
    monkeypatch.setattr("bench.p10.main", breaks)
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(bench, "WITHOUT_SERVERS", {"p9", "p10"})
    assert bench.main(["--tiny", "p10", "p9"]) == 1
    said = capsys.readouterr().out
    assert "P10 measured nothing: it broke" in said
    assert said.endswith("Measured nothing: p10.\n")
    assert set(json.loads((tmp_path / "results.json").read_text())) == {"P9"}
