"""What an auditor asks of recorded times, each as one statement. A row is a reason to look, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application

PERIOD = timedelta(days=365)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Question:
    """`sql` selects: what it is about, the officer's key or NULL, what was found (text), and when (timestamps).

    `%(since)s` is given.
    """

    key: str
    title: Any
    words: Any
    sql: str


@dataclass(frozen=True)
class Row:
    about: str
    is_case: bool
    officer: Any
    found: str
    moments: list[datetime]


@dataclass(frozen=True)
class Answer:
    question: Question
    count: int
    rows: list[Row]


QUESTIONS = (
    Question(
        "photo-time",
        _("Photos of another time than the visit"),
        _("The telephone wrote a time into the photo that is more than a day from when the visit was recorded."),
        """SELECT a.number, s.recorded_by_id, '', ARRAY[min(p.taken_at), s.recorded_at]
        FROM applications_photo p JOIN applications_survey s ON s.id = p.survey_id
            JOIN applications_application a ON a.id = s.application_id
        WHERE s.recorded_at >= %(since)s AND abs(extract(epoch FROM p.taken_at - s.recorded_at)) > 86400
        GROUP BY a.number, s.recorded_by_id, s.recorded_at ORDER BY s.recorded_at DESC""",
    ),
    Question(
        "photo-place",
        _("Photos of another place than the visit"),
        _("The photo was taken more than 500 metres from the point that was recorded."),
        """SELECT a.number, s.recorded_by_id, round(max(d.metres))::text || ' m', '{}'::timestamptz[]
        FROM applications_photo p
            JOIN applications_survey s ON s.id = p.survey_id JOIN applications_application a ON a.id = s.application_id
            CROSS JOIN LATERAL (SELECT 111320 * sqrt((p.latitude - s.latitude) ^ 2
                + ((p.longitude - s.longitude) * cos(radians(s.latitude::float))) ^ 2) AS metres) d
        WHERE s.recorded_at >= %(since)s AND d.metres > 500
        GROUP BY a.number, s.recorded_by_id, s.recorded_at ORDER BY s.recorded_at DESC""",
    ),
    Question(
        "power-back",
        _("Power recorded as back at another time than the terminal reported"),
        _("The terminal of the transformer reported power back, but more than 15 minutes from the recorded time."),
        """SELECT l.reference, NULL::bigint, '', ARRAY[p.back_at, e.at]
        FROM outages_part p JOIN outages_outage o ON o.id = p.outage_id
            JOIN deadlines_timeline l ON l.id = o.timeline_id
            JOIN gridhealth_terminal t ON t.area_id = p.area_id
            CROSS JOIN LATERAL (SELECT at FROM gridhealth_powerevent e WHERE e.terminal_id = t.id AND e.kind = 'ON'
                AND e.at BETWEEN p.off_at AND p.back_at + interval '12 hours'
                ORDER BY abs(extract(epoch FROM e.at - p.back_at)) LIMIT 1) e
        WHERE p.back_at >= %(since)s AND NOT p.is_void AND abs(extract(epoch FROM e.at - p.back_at)) > 900
        ORDER BY p.back_at DESC""",
    ),
    Question(
        "at-once",
        _("Many cases entered at once"),
        _("One person did the same in five or more cases within one minute: written down afterwards?"),
        """SELECT min(t.reference), e.by_id, count(DISTINCT e.timeline_id) || ' ×', ARRAY[date_trunc('minute', e.at)]
        FROM deadlines_event e JOIN deadlines_timeline t ON t.id = e.timeline_id
            JOIN accounts_user u ON u.id = e.by_id AND u.is_staff
        WHERE e.at >= %(since)s GROUP BY e.by_id, e.verb, date_trunc('minute', e.at)
        HAVING count(DISTINCT e.timeline_id) >= 5 ORDER BY date_trunc('minute', e.at) DESC""",
    ),
    Question(
        "last-hours",
        _("Promises kept in the last hours"),
        _("Ended on the due day after six in the evening, when offices are closed."),
        """SELECT t.reference, c.responsible_id, '', ARRAY[c.stopped_at]
        FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.stopped_at >= %(since)s AND c.owner = 'COMPANY' AND c.limit_workdays IS NOT NULL
            AND c.stopped_at <= c.due_at
            AND c.stopped_at > c.due_at - interval '6 hours' ORDER BY c.stopped_at DESC""",
    ),
    Question(
        "near-150",
        _("Routes just short of 150 metres"),
        _("Up to five metres below the length from which permits are needed. As many above would be expected."),
        """SELECT a.number, s.recorded_by_id, round(s.route_length_m, 1) || ' m', '{}'::timestamptz[]
        FROM applications_survey s
            JOIN applications_application a ON a.id = s.application_id
        WHERE s.recorded_at >= %(since)s AND s.route_length_m > 145 AND s.route_length_m <= 150
        ORDER BY s.recorded_at DESC""",
    ),
    Question(
        "fridays",
        _("Promises put to rest on a Friday"),
        _("By a person, on a Friday after noon: days that would have counted do not."),
        """SELECT t.reference, p.started_by_id, '', ARRAY[p.started_at]
        FROM deadlines_pause p JOIN deadlines_timeline t ON t.id = p.timeline_id
            JOIN accounts_user u ON u.id = p.started_by_id AND u.is_staff
        WHERE p.started_at >= %(since)s AND p.owner = 'COMPANY'
            AND extract(isodow FROM p.started_at AT TIME ZONE 'Asia/Shanghai') = 5
            AND extract(hour FROM p.started_at AT TIME ZONE 'Asia/Shanghai') >= 12 ORDER BY p.started_at DESC""",
    ),
)


def answers(*, at: datetime) -> Iterator[Answer]:
    """Every question over the last twelve months, a statement each."""
    found = [_asked(question, at - PERIOD) for question in QUESTIONS]
    told = [row for _question, _count, rows in found for row in rows]
    people = User.objects.in_bulk({officer for _about, officer, *_found in told if officer})
    numbers = [about for about, *_found in told]
    cases = set(Application.objects.filter(number__in=numbers).values_list("number", flat=True))
    for question, count, rows in found:
        shown = [Row(about, about in cases, people.get(officer), *what) for about, officer, *what in rows]
        yield Answer(question, count, shown)


def _asked(question: Question, since: datetime) -> tuple[Question, int, list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) OVER (), found.* FROM ({question.sql}) AS found LIMIT {MOST_SHOWN}", {"since": since}
        )
        rows = cursor.fetchall()
    return question, rows[0][0] if rows else 0, [row[1:] for row in rows]
