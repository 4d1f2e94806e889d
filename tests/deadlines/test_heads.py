"""Whoever rewrites a whole chain, its last link too, is found out by what was written outside the database."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from deadlines import heads
from deadlines.models import Event, Timeline
from portal.celery import app, schedule
from tests.deadlines.cast import AT, case
from tests.deadlines.test_events import event, sql, tampered

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two days, with news between them and after them."""
    timeline = case()
    event(timeline, "A")
    heads.export(tmp_path, at=AT)
    event(timeline, "B")
    heads.export(tmp_path, at=AT + DAY)
    event(timeline, "C")
    return tmp_path


def rewrite(stage: str) -> None:
    """The chain anew, every link fitting, as somebody could who owns the database and has read the code."""
    sql("ALTER TABLE deadlines_event DISABLE TRIGGER USER")
    sql("ALTER TABLE deadlines_timeline DISABLE TRIGGER USER")
    previous = ""
    for row in Event.objects.order_by("seq"):
        row.reason = "never happened" if row.to_stage == stage else row.reason
        row.prev_hash, row.hash = previous, ""
        row.hash = previous = row.digest()
        Event.objects.filter(pk=row.pk).update(reason=row.reason, prev_hash=row.prev_hash, hash=row.hash)
    Timeline.objects.update(last_hash=previous)
    sql("ALTER TABLE deadlines_event ENABLE TRIGGER USER")
    sql("ALTER TABLE deadlines_timeline ENABLE TRIGGER USER")


def test_a_day_is_written_once_and_what_came_later_is_no_fault(folder: Path) -> None:
    assert heads.export(folder, at=AT + DAY) is None
    assert heads.compare(folder) == (2, [])


def test_the_days_file_is_written_by_itself(tmp_path: Path, settings: Any) -> None:
    settings.HEADS_ROOT = tmp_path / "heads"
    event(case(), "A")
    entry = schedule()["deadlines.export-heads"]
    app.tasks[entry["task"]]()
    assert [file.name for file in settings.HEADS_ROOT.iterdir()] == [f"heads-{timezone.localdate()}.json"]
    assert entry["schedule"] <= timedelta(days=1).total_seconds()


def test_a_chain_that_was_rewritten_whole_is_found_from_that_day_on(folder: Path) -> None:
    rewrite("B")
    call_command("verify_events")  # by itself it looks whole
    with pytest.raises(CommandError, match="heads-2026-09-19.json: events of that day or before"):
        call_command("verify_events", "--heads", str(folder))


def test_a_removed_event_and_a_changed_file_are_found(folder: Path) -> None:
    first, second = sorted(folder.iterdir())
    told = json.loads(first.read_text())
    first.write_text(json.dumps({**told, "cases": 7}))
    days, problems = heads.compare(folder)
    assert (days, [text.split(":")[0] for text in problems]) == (2, [first.name, second.name])
    first.write_text(json.dumps(told, indent=1))
    tampered("DELETE FROM deadlines_event WHERE seq = 1")
    assert len(heads.compare(folder)[1]) == 1


def test_an_empty_folder_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there are no heads in"):
        call_command("verify_events", "--heads", str(tmp_path))
