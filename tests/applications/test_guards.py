"""The database itself refuses a stage without its event, and any change of an event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django_fsm import FSMField

from applications.models import Application
from customers.demands.actions import open_demand
from deadlines.models import Event
from gridhealth.models import Reservation
from outages.faults.detection import open_fault
from outages.planned.actions import propose
from tests.applications.journey import FACTORY, MONDAY, Cast, accepted, surveyed
from tests.applications.steps import do
from tests.applications.test_lease import SITE as LEASED
from tests.applications.test_temporary import energised
from tests.undone import undone

TABLES = {
    "applications_application": "ENERGISED",
    "applications_gridworks": "ACCEPTED",
    "applications_customerworks": "INSPECT_PASSED",
    "applications_lease": "SETTLED",
    "applications_temporarysupply": "ENDED",
    "approvals_round": "CLOSED",
    "approvals_permit": "GRANTED",
    "approvals_filing": "RESTORED",
    "gridhealth_reservation": "CONNECTED",
    "customers_demand": "SETTLED",
    "outages_outage": "CLOSED",
    "outages_plannedwork": "CANCELLED",
}


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Application]:
    """Cases with permits, an undertaking, a lease, an end; a demand, a fault, planned work: a row of every kind."""
    with undone(django_db_blocker):
        yield build(Cast())


@pytest.fixture
def built(once: Application, db: None) -> Application:
    return once


def build(cast: Cast) -> Application:
    accepted(cast, LEASED)
    energised(cast)
    for length in ("80.0", "420.5"):
        case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"}, length=length)
        do(cast, case, "reply_on_site", by=cast.manager, at=MONDAY)
        case = do(cast, case, "confirm_plan", by=cast.customer, at=MONDAY)
    open_demand(kind="COMPLAINT", words="Nobody came.", user=cast.customer, by=cast.customer, at=MONDAY)
    open_fault(cast.feeder, at=MONDAY, began_at=MONDAY, source="TELEMETRY")
    start, end = MONDAY + timedelta(days=10), MONDAY + timedelta(days=10, hours=4)
    times = {"starts_at": start, "ends_at": end, "by": cast.works, "at": MONDAY}
    propose(kind="MAINTENANCE", summary="poles", feeder=cast.feeder, areas=[cast.area], **times)
    return case


def at_commit(sql: str, *values: Any) -> None:
    """Run the statement and let speak what would speak at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0, "nothing was there to be refused"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def machines() -> set[str]:
    """Every table of ours that is a machine."""
    return {m._meta.db_table for m in apps.get_models() if any(isinstance(f, FSMField) for f in m._meta.fields)}


def test_every_table_with_a_stage_is_tried_here() -> None:
    assert machines() == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_cannot_move_a_stage(built: Application, table: str) -> None:
    changes = f"UPDATE {table} SET stage = %s" + (", document_no = 'x'" if table == "approvals_permit" else "")
    with pytest.raises(DatabaseError, match="changed without its event"):
        at_commit(f"{changes} WHERE stage <> %s", TABLES[table], TABLES[table])


def test_a_queryset_cannot_either(built: Application) -> None:
    def update() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            Reservation.objects.update(stage="CONNECTED")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    pytest.raises(DatabaseError, update)


def test_a_row_cannot_be_born_at_a_stage_without_its_event(built: Application) -> None:
    birth = (
        "INSERT INTO applications_gridworks (application_id, timeline_id, stage, rule, clock, progress)"
        " SELECT a.id, a.timeline_id, 'ACCEPTED', '', '', ''"
        " FROM applications_application a WHERE NOT EXISTS"
        " (SELECT 1 FROM applications_gridworks g WHERE g.application_id = a.id)"
    )
    with pytest.raises((DatabaseError, AssertionError)):
        at_commit(birth)


def test_yesterdays_event_excuses_nothing(built: Application) -> None:
    """Back to a stage where it once was, whose event was written long ago."""
    with pytest.raises(DatabaseError, match="without its event"):
        at_commit("UPDATE applications_application SET stage = 'SURVEYED' WHERE id = %s", built.pk)


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_stage_is_no_stage(built: Application, table: str) -> None:
    with pytest.raises((IntegrityError, DatabaseError)):
        at_commit(f"UPDATE {table} SET stage = 'ANYWHERE'")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE deadlines_event SET reason = 'another'",
        "UPDATE deadlines_event SET hash = repeat('0', 64) WHERE seq = 1",
        "DELETE FROM deadlines_event WHERE seq > 3",
    ],
)
def test_what_happened_cannot_be_changed_or_removed(built: Application, sql: str) -> None:
    with pytest.raises(DatabaseError, match="events are for ever"):
        at_commit(sql)


def test_emptying_the_whole_table_is_refused_too(built: Application) -> None:
    emptied = "SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL portal.allow_truncate = 'off'; TRUNCATE deadlines_event"
    with pytest.raises(DatabaseError, match="events are for ever"):
        at_commit(emptied)


def test_two_writers_cannot_both_be_number_seven(built: Application) -> None:
    copy = Event.objects.filter(timeline=built.timeline).latest("seq")
    copy.pk = None
    with pytest.raises(IntegrityError, match="two_writers"), transaction.atomic():
        models.Model.save(copy, force_insert=True)


def test_an_attribute_cannot_be_set_past_the_machine(built: Application) -> None:
    with pytest.raises(AttributeError):
        built.stage = "ENERGISED"
