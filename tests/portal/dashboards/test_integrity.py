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
from portal.dashboards import actions as dashboards
from portal.dashboards.integrity import questions
from portal.dashboards.integrity.actions import check
from portal.dashboards.integrity.invariants import every
from portal.health import late_things
from tests.applications.journey import FACTORY, MONDAY, Cast, surveyed
from tests.applications.steps import do

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=1)
DAY = timedelta(days=1)
DAMAGE = {
    "chain-has-gaps": "UPDATE deadlines_timeline SET last_seq = last_seq + 1 WHERE id = %(line)s",
    "chain-does-not-link": "UPDATE deadlines_event SET prev_hash = 'x' WHERE timeline_id = %(line)s AND seq = 3",
    "moves-do-not-join": "UPDATE deadlines_event SET from_stage = 'WORKS' WHERE timeline_id = %(line)s AND seq = 2",
    "stage-without-promise":
        "UPDATE deadlines_clock SET stopped_at = %(at)s WHERE timeline_id = %(line)s AND kind = 'C-TOTAL'",
    "promise-forgotten": "UPDATE deadlines_clock SET look_at = %(at)s - interval '1 hour' WHERE timeline_id = %(line)s",
    "breach-without-alert": "UPDATE deadlines_clock SET breached_at = %(at)s WHERE timeline_id = %(line)s",
    "step-without-alert": "UPDATE deadlines_clock SET raised = 1 WHERE timeline_id = %(line)s",
    "kept-and-broken":
        "UPDATE deadlines_clock SET breached_at = due_at, stopped_at = due_at WHERE timeline_id = %(line)s",
    "due-day-miscounted":
        "UPDATE deadlines_clock SET due_on = '2031-01-01' WHERE timeline_id = %(line)s AND kind = 'C-TOTAL'",
    "due-day-moved-in-silence":
        "UPDATE deadlines_clock SET due_on = '2031-01-01' WHERE id IN (SELECT clock_id FROM deadlines_clockchange)",
    "closed-with-clock": "UPDATE applications_application SET stage = 'CLOSED' WHERE id = %(case)s",
    "nobody-answers": "UPDATE applications_application SET manager_id = NULL, chief_id = NULL WHERE id = %(case)s",
    "capacity-held-for-nobody": "UPDATE applications_application SET stage = 'WITHDRAWN' WHERE id = %(case)s",
    "move-not-told": "DELETE FROM notifications_message WHERE template = 'application-accepted'",
    "message-without-way":
        "UPDATE notifications_delivery SET state = 'LEASED', lease_until = %(at)s - interval '1 hour'",
    "message-cannot-be-worded": "UPDATE notifications_message SET version = 99 WHERE template = 'application-accepted'",
    "message-not-handed-over":
        "UPDATE notifications_delivery SET state = 'PENDING', next_at = %(at)s - interval '10 minutes'",
    "guard-switched-off": "ALTER TABLE deadlines_event DISABLE TRIGGER events_are_not_changed",
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
        assert cursor.rowcount, "nothing was there to be damaged"
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


def test_a_message_without_one_of_the_facts_its_words_name_is_found(case: Application) -> None:
    damage("UPDATE notifications_message SET context = '{}' WHERE template = 'application-accepted'", case)
    assert [one.invariant.key for one in check(at=LATER)] == ["message-cannot-be-worded"]


# What the database refuses is found too, should somebody have taken the guard away to write it.
TAKEN_AWAY = {
    "two-people-for-one-task": (
        "DROP INDEX a_case_has_one_manager_at_a_time",
        "INSERT INTO customers_assignment (manager_id, timeline_id, is_chosen, taken_at, reason)"
        " SELECT manager_id, timeline_id, is_chosen, taken_at, reason FROM customers_assignment",
    ),
    "two-visits-at-one-hour": (
        "ALTER TABLE customers_appointment DROP CONSTRAINT nobody_is_in_two_places_at_once",
        "INSERT INTO customers_appointment (officer_id, timeline_id, errand, during, made_at)"
        " SELECT manager_id, timeline_id, errand, tstzrange(%(at)s, %(at)s + interval '1 hour'), %(at)s"
        " FROM applications_application, (VALUES ('VISIT'), ('SURVEY')) AS e (errand)",
    ),
    "dark-twice-at-once": (
        "ALTER TABLE outages_part DROP CONSTRAINT no_part_is_dark_twice_at_once",
        "INSERT INTO outages_part (outage_id, feeder_id, off_at, customers, is_void)"
        " SELECT 1, 1, %(at)s, 1, false FROM generate_series(1, 2)",
    ),
    "one-key-two-effects": (
        "ALTER TABLE accounts_idempotencykey DROP CONSTRAINT one_key_has_one_effect",
        "INSERT INTO accounts_idempotencykey (actor_id, key, fingerprint, status, headers, body, at)"
        " SELECT manager_id, 'k', '', 201, '{}', '', %(at)s FROM applications_application, generate_series(1, 2)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", TAKEN_AWAY)
def test_what_cannot_be_written_is_found_where_the_guard_was_taken_away(case: Application, key: str) -> None:
    take_away, write = TAKEN_AWAY[key]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(take_away)
    damage(write, case)
    assert {key, "guard-switched-off"} <= {one.invariant.key for one in check(at=LATER)}


def test_a_broken_promise_of_which_nobody_was_told_is_found(case: Application) -> None:
    ours = "timeline_id = %(line)s AND kind = 'C-ELAPSED'"
    moments = "due_at = %(at)s, amber_at = %(at)s, escalate_at = %(at)s, breached_at = %(at)s"
    damage(f"UPDATE deadlines_clock SET {moments}, raised = 2 WHERE {ours}", case)
    told = "SELECT id, level, %(at)s, %(at)s, 0, '' FROM deadlines_clock, (VALUES ('WARNING'), ('BREACH')) AS l (level)"
    damage(f"INSERT INTO deadlines_alert (clock_id, level, at, announced_at, attempts, plan) {told} WHERE {ours}", case)
    assert [one.invariant.key for one in check(at=LATER)] == ["alert-told-to-nobody"]


def test_a_figure_that_is_not_what_the_case_says_is_found(case: Application) -> None:
    dashboards.refresh(at=LATER)
    assert check(at=LATER) == []
    damage("UPDATE portal_casefact SET stage = 'READY'", case)
    assert [one.invariant.key for one in check(at=LATER)] == ["figures-differ"]


def test_every_rule_was_seen_red() -> None:
    elsewhere = {"alert-told-to-nobody", "figures-differ"}
    of_all_machines = {one.key for one in every() if ":" in one.key}
    assert {*DAMAGE, *TAKEN_AWAY, *elsewhere} - of_all_machines == {one.key for one in every()} - of_all_machines


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
