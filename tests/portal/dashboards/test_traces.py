"""Each question of the integrity page is silent until there is what it asks for, then names the case and who it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from applications.models import Application
from portal.dashboards.integrity import questions
from portal.dashboards.integrity.auditing import Answer

pytestmark = pytest.mark.django_db

# What somebody must have written, about a case with power; `c` is the case.
WRITTEN = {
    "visit-unbooked": "UPDATE applications_survey SET booked_from = recorded_at + interval '1 hour',"
    " booked_until = recorded_at + interval '2 hours' WHERE application_id = %(case)s",
    "asked-though-fetched": "WITH d AS (UPDATE applications_document SET state = 'FETCHED', fetched_at = %(at)s"
    " - interval '9 days' WHERE application_id = %(case)s RETURNING kind, application_id), r AS (INSERT INTO"
    " applications_correctionrequest (application_id, asked_by_id, asked_at, due_on, answer, answered_at, letter,"
    " letter_sha256) VALUES (%(case)s, %(by)s, %(at)s - interval '8 days', '2026-01-01', '', %(at)s, '', '')"
    " RETURNING id) INSERT INTO applications_correctionitem (request_id, kind, text, answer, file, file_type)"
    " SELECT r.id, d.kind, '', '', '', '' FROM r, d LIMIT 1",
    "first-reading": "UPDATE applications_meter SET first_reading_kwh = 43.5 WHERE application_id = %(case)s",
    "power-while-dark": "WITH g AS (SELECT g.at, p.area_id FROM applications_energising g JOIN"
    " applications_application a ON a.id = g.application_id JOIN customers_supplypoint p ON p.id = a.supply_point_id"
    " WHERE a.id = %(case)s), t AS (INSERT INTO gridhealth_terminal (code, area_id, is_online) SELECT 'T', area_id,"
    " true FROM g RETURNING id) INSERT INTO gridhealth_powerevent (terminal_id, kind, at, received_at)"
    " SELECT t.id, 'OFF', g.at - interval '1 hour', g.at FROM g, t",
    "customer-says-no": "INSERT INTO customers_demand (number, timeline_id, kind, source, source_ref, phone, case_id,"
    " words, rung, hand_overs, opened_at, stage) SELECT 'D-1', a.timeline_id, 'COMPLAINT', 'PORTAL', '', '',"
    " a.timeline_id, '', 1, 0, a.energised_at + interval '1 day', 'OPENED' FROM applications_application a"
    " WHERE a.id = %(case)s",
}  # fmt: skip


def write(sql: str, **given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, given)
        assert cursor.rowcount, "nothing was there to be written on"
        cursor.execute("SET LOCAL session_replication_role = origin")


def asked(key: str, at: datetime) -> Answer:
    return next(one for one in questions.answers(at=at) if one.question.key == key)


@pytest.mark.parametrize("key", WRITTEN)
def test_a_trace_that_says_something_else_than_the_record_is_found(at: datetime, key: str) -> None:
    case = Application.objects.filter(energised_at__isnull=False, documents__isnull=False).first()
    before = asked(key, at).count
    write(WRITTEN[key], case=case.pk, at=at, by=User.objects.get(username="chief").pk)
    found = asked(key, at)
    assert found.count == before + 1
    row = next(row for row in found.rows if row.about == case.number)
    assert row.is_case
    assert row.officer.is_staff
    assert asked(key, at + timedelta(days=400)).count == 0, "only the last twelve months"


def test_five_cases_within_a_minute_are_one_pattern_and_four_are_none(at: datetime) -> None:
    officer = User.objects.get(username="manager")
    lines = list(Application.objects.exclude(timeline=None).values_list("timeline", flat=True)[:5])
    moment = at - timedelta(days=30)
    for n, line in enumerate(lines):
        assert asked("at-once", at).count == 0, n
        write(
            "INSERT INTO deadlines_event (timeline_id, seq, machine, subject_id, verb, from_stage, to_stage, at, by_id,"
            " reason, rule_set, data, prev_hash, hash) VALUES (%(line)s, 900, 'x', 0, 'record_survey', '', '', %(at)s,"
            " %(by)s, '', '', '{}', '', %(hash)s)", line=line, at=moment, by=officer.pk, hash=f"{n}",
        )  # fmt: skip
    (row,) = asked("at-once", at).rows
    assert (row.officer, row.found) == (officer, "5 ×")


def test_lengths_just_below_the_border_stand_beside_those_just_above(at: datetime) -> None:
    surveys = list(Application.objects.filter(surveys__recorded_at__isnull=False).values_list("surveys", flat=True)[:3])
    officer = User.objects.get(username="manager").pk
    for pk, length in zip(surveys, ("149.6", "150.0", "150.4"), strict=True):
        write(
            "UPDATE applications_survey SET route_length_m = %(length)s, recorded_by_id = %(by)s WHERE id = %(pk)s",
            length=length, by=officer, pk=pk,
        )  # fmt: skip
    assert {row.found for row in asked("near-150", at).rows} == {"149.6 m (2 : 1)", "150.0 m (2 : 1)"}


def test_all_questions_are_asked_in_one_statement(at: datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):  # and two more where something is found
        assert len(list(questions.answers(at=at))) == len(questions.QUESTIONS)


def test_the_page_takes_few_statements(at: datetime, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(User.objects.get(username="supervisor"))
    client.get("/messages/")
    with django_assert_max_num_queries(12):
        assert client.get("/supervision/integrity/").status_code == 200
