"""Each rule finds what breaks it, each question finds its trace; a county that is whole is called whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from applications.models import Application
from portal.dashboards.integrity import questions
from portal.dashboards.integrity.actions import check
from portal.health import late_things
from tests.applications.journey import FACTORY, MONDAY, Cast, surveyed
from tests.applications.steps import do

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=1)
DAY = timedelta(days=1)
DAMAGE = {
    "chain-has-gaps": "UPDATE deadlines_timeline SET last_seq = last_seq + 1 WHERE id = %(line)s",
    "moves-do-not-join": "UPDATE deadlines_event SET from_stage = 'WORKS' WHERE timeline_id = %(line)s AND seq = 2",
    "promise-forgotten": "UPDATE deadlines_clock SET look_at = %(at)s - interval '1 hour' WHERE timeline_id = %(line)s",
    "breach-without-alert": "UPDATE deadlines_clock SET breached_at = %(at)s WHERE timeline_id = %(line)s",
    "kept-and-broken":
        "UPDATE deadlines_clock SET breached_at = due_at, stopped_at = due_at WHERE timeline_id = %(line)s",
    "closed-with-clock": "UPDATE applications_application SET stage = 'CLOSED' WHERE id = %(case)s",
    "nobody-answers": "UPDATE applications_application SET manager_id = NULL, chief_id = NULL WHERE id = %(case)s",
    "capacity-held-for-nobody": "UPDATE applications_application SET stage = 'WITHDRAWN' WHERE id = %(case)s",
    "message-without-way":
        "UPDATE notifications_delivery SET state = 'LEASED', lease_until = %(at)s - interval '1 hour'",
    "stage-without-event:applications.application":
        "UPDATE applications_application SET stage = 'READY' WHERE id = %(case)s",
    "unlawful-move:applications.application":
        "UPDATE deadlines_event SET to_stage = 'ARCHIVED' WHERE timeline_id = %(line)s AND seq = 3",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def case(cast: Cast) -> Application:
    case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"}, length="80.0")
    return do(cast, case, "reply_on_site", by=cast.manager, at=MONDAY)


def damage(sql: str, case: Application, at: datetime = LATER) -> None:
    """As somebody who owns the database could: the guards look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, {"line": case.timeline_id, "case": case.pk, "at": at})
        assert cursor.rowcount > 0, "nothing was there to be damaged"
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_whole_county_is_called_whole(case: Application, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(at=LATER) == []
    assert "invariants_broken" not in late_things(at=LATER)


@pytest.mark.parametrize("key", DAMAGE)
def test_every_rule_finds_what_breaks_it(case: Application, key: str) -> None:
    damage(DAMAGE[key], case)
    found = {one.invariant.key: one.names for one in check(at=LATER)}
    assert key in found
    assert late_things(at=LATER)["invariants_broken"] == len(found)


def test_a_message_that_reaches_nobody_is_found(case: Application) -> None:
    damage("DELETE FROM notifications_delivery WHERE message_id = (SELECT max(id) FROM notifications_message)", case)
    assert [one.invariant.key for one in check(at=LATER)] == ["message-without-way"]


def test_the_command_names_it(case: Application) -> None:
    damage(DAMAGE["chain-has-gaps"], case)
    with pytest.raises(CommandError, match="do not hold"):
        call_command("check_invariants")


def asked(key: str, at: datetime = LATER) -> questions.Answer:
    return next(one for one in questions.answers(at=at) if one.question.key == key)


def test_photos_are_compared_with_what_was_recorded(case: Application) -> None:
    survey = case.surveys.get()
    photo = {"survey": survey, "file": "photos/x.jpg", "sha256": "0" * 64, "taken_at": MONDAY}
    survey.photos.create(**photo, latitude=survey.latitude, longitude=survey.longitude)
    assert (asked("photo-time").count, asked("photo-place").count) == (0, 0)
    survey.photos.create(**{**photo, "sha256": "1" * 64, "taken_at": MONDAY - 3 * DAY})
    far = survey.latitude + 1 if survey.latitude else 32
    survey.photos.create(**{**photo, "sha256": "2" * 64}, latitude=far, longitude=survey.longitude or 114)
    assert asked("photo-time").rows[0].about == case.number


def test_patterns_are_counted_with_the_officer_they_are_of(case: Application, cast: Cast) -> None:
    line = case.timeline_id
    damage("UPDATE applications_survey SET route_length_m = 149.2 WHERE application_id = %(case)s", case)
    damage(
        "UPDATE deadlines_clock SET stopped_at = due_at - interval '1 hour', breached_at = NULL"
        " WHERE timeline_id = %(line)s AND limit_workdays IS NOT NULL AND owner = 'COMPANY'", case,
    )  # fmt: skip
    friday = datetime.fromisoformat("2026-11-20T15:00+08:00")
    case.timeline.pauses.create(
        owner="COMPANY", reason="CUSTOMER_REQUESTED", started_at=friday, ended_at=friday + DAY, started_by=cast.chief
    )
    at = MONDAY + 30 * DAY
    assert [row.officer for row in asked("near-150", at).rows] == [cast.manager]
    assert asked("last-hours", at).count > 0
    assert [(row.about, row.officer) for row in asked("fridays", at).rows] == [(case.number, cast.chief)]
    assert case.timeline_id == line


def test_the_page_says_it_all_in_few_statements(
    client: Client, case: Application, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    damage(DAMAGE["nobody-answers"], case)
    check(at=LATER)
    client.force_login(User.objects.get(username="supervisor"))
    client.get("/messages/")
    with django_assert_max_num_queries(15):
        page = client.get("/supervision/integrity/").content.decode()
    assert case.number in page
    client.force_login(cast.manager)
    assert client.get("/supervision/integrity/").status_code == 404
