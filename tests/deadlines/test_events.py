"""Events are for ever, chained, and no stage moves without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from deadlines.guards import stage_guard
from deadlines.models import Event, Timeline
from tests.deadlines.cast import AT, case

MACHINE = "tests.thing"


@pytest.fixture
def guarded(transactional_db: None) -> Iterator[None]:
    """A table with stages, guarded as the rooms above guard theirs."""
    guard = stage_guard("tests_thing", MACHINE)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tests_thing (id bigint PRIMARY KEY, timeline_id bigint, stage text, note text)")
        cursor.execute(guard.sql)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tests_thing")


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def event(timeline: Timeline, to: str, verb: str = "go") -> Event:
    return Event.objects.append(
        timeline, machine=MACHINE, subject_id=1, verb=verb, from_stage="", to_stage=to, by=None, at=AT
    )


def born(stage: str = "A") -> Timeline:
    with transaction.atomic():
        timeline = case()
        sql("INSERT INTO tests_thing VALUES (1, %s, %s, '')", timeline.pk, stage)
        event(timeline, stage)
    return timeline


@pytest.mark.usefixtures("guarded")
def test_a_row_is_not_born_into_a_stage_without_an_event() -> None:
    timeline = case()
    with pytest.raises(IntegrityError, match="without its event"), transaction.atomic():
        sql("INSERT INTO tests_thing VALUES (1, %s, 'A', '')", timeline.pk)


@pytest.mark.usefixtures("guarded")
def test_a_stage_does_not_move_without_an_event() -> None:
    born()
    with pytest.raises(IntegrityError, match="without its event"), transaction.atomic():
        sql("UPDATE tests_thing SET stage = 'B'")


@pytest.mark.usefixtures("guarded")
def test_a_stage_moves_with_its_event_whichever_is_written_first() -> None:
    timeline = born()
    with transaction.atomic():
        sql("UPDATE tests_thing SET stage = 'B'")
        event(timeline, "B")
    with transaction.atomic():
        event(timeline, "C")
        sql("UPDATE tests_thing SET stage = 'C'")


@pytest.mark.usefixtures("guarded")
def test_an_event_of_yesterday_excuses_nothing() -> None:
    timeline = born()
    with transaction.atomic():
        sql("UPDATE tests_thing SET stage = 'B'")
        event(timeline, "B")
    with transaction.atomic():
        sql("UPDATE tests_thing SET stage = 'C'")
        event(timeline, "C")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE tests_thing SET stage = 'B'")


@pytest.mark.usefixtures("guarded")
def test_an_event_that_leads_elsewhere_excuses_nothing() -> None:
    timeline = born()

    @transaction.atomic
    def lie() -> None:
        event(timeline, "B")
        sql("UPDATE tests_thing SET stage = 'C'")

    with pytest.raises(IntegrityError):
        lie()


@pytest.mark.usefixtures("guarded")
def test_several_moves_in_one_transaction_are_fine_even_inside_savepoints() -> None:
    timeline = born()
    with transaction.atomic():
        for stage in "BCD":
            with transaction.atomic():
                sql("UPDATE tests_thing SET stage = %s", stage)
                event(timeline, stage)
    assert timeline.events.count() == 4


@pytest.mark.usefixtures("guarded")
def test_a_move_that_is_undone_or_a_row_that_is_gone_needs_no_event() -> None:
    born()
    with transaction.atomic():
        sql("UPDATE tests_thing SET stage = 'B'")
        sql("UPDATE tests_thing SET stage = 'A', note = 'x'")
        sql("DELETE FROM tests_thing")


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE deadlines_event SET reason = 'x'", "DELETE FROM deadlines_event"])
def test_events_cannot_be_changed(change: str) -> None:
    event(case(), "A")
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic():
        sql(change)


@pytest.mark.django_db(transaction=True)
def test_events_cannot_be_truncated_outside_tests() -> None:
    sql("SET portal.allow_truncate = 'off'")
    with pytest.raises(IntegrityError, match="for ever"):
        sql("TRUNCATE deadlines_event")
    sql("SET portal.allow_truncate = 'on'")


def tampered(statement: str, *values: Any) -> None:
    """As the owner of the database could, with the guard switched off."""
    sql("ALTER TABLE deadlines_event DISABLE TRIGGER USER")
    sql(statement, *values)
    sql("ALTER TABLE deadlines_event ENABLE TRIGGER USER")


@pytest.mark.django_db(transaction=True)
def test_whole_chains_are_found_whole(capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(3):
        for stage in "ABC":
            event(case(f"XC-{n}") if stage == "A" else Timeline.objects.get(reference=f"XC-{n}"), stage)
    call_command("verify_events")
    assert "9 events in 3 cases" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE deadlines_event SET reason = 'x' WHERE seq = 2", "DELETE FROM deadlines_event WHERE seq = 2",
     "UPDATE deadlines_event SET at = at + interval '1 minute' WHERE seq = 2"],
)  # fmt: skip
def test_a_changed_or_missing_event_is_named(statement: str) -> None:
    timeline = case()
    for stage in "ABC":
        event(timeline, stage)
    tampered(statement)
    with pytest.raises(CommandError, match=r"XC-TEST-1: event 2 .*row \d+"):
        call_command("verify_events")


@pytest.mark.django_db(transaction=True)
def test_a_missing_last_event_is_noticed() -> None:
    timeline = case()
    for stage in "ABC":
        event(timeline, stage)
    tampered("DELETE FROM deadlines_event WHERE seq = 3")
    with pytest.raises(CommandError, match="XC-TEST-1"):
        call_command("verify_events")
