"""The past that is filled in beside a running portal: once for a county, again after it was broken off."""

from __future__ import annotations

import sys
from pathlib import Path

from portal import filling
from portal.filling import Filling
from portal.servers import Program


def of(tmp_path: Path, code: str = "one", *, status: int = 0, demo: str = "1") -> Filling:
    """A filling whose job ends at once with `status`."""
    prepared = tmp_path / "prepared.json"
    prepared.write_text(code)
    found = Filling.of({"DEMO": demo}, prepared=prepared, log=tmp_path / "history.log")
    found.program = Program("history", [sys.executable, "-c", f"raise SystemExit({status})"], tmp_path / "log")
    return found


def ended(one: Filling) -> str:
    assert one.news() == filling.BEGINS
    assert one.program.process is not None
    one.program.process.wait(20)
    return one.news()


def test_it_is_done_once_for_a_county_and_again_for_another(tmp_path: Path) -> None:
    first = of(tmp_path)
    assert (ended(first), first.news()) == (filling.DONE, "")
    assert of(tmp_path).news() == ""
    assert ended(of(tmp_path, "another")) == filling.DONE


def test_what_was_broken_off_is_tried_again(tmp_path: Path) -> None:
    assert ended(of(tmp_path, status=1)) == filling.FAILED
    assert ended(of(tmp_path)) == filling.DONE


def test_without_a_demo_nothing_is_filled_in(tmp_path: Path) -> None:
    assert of(tmp_path, demo="0").news() == ""
