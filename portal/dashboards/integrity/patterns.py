"""Patterns in what was recorded: each may be chance, many of one officer are worth a look."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.dashboards.integrity.auditing import Question

PATTERNS = (
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
        _(
            "Up to five metres below the length from which permits are needed. In brackets: how many routes of this "
            "officer lie up to five metres below, and how many up to five above. As many would be expected."
        ),
        """SELECT number, recorded_by_id, round(route_length_m, 1) || ' m (' || below || ' : ' || above || ')',
            '{}'::timestamptz[]
        FROM (SELECT a.number, s.recorded_by_id, s.recorded_at, s.route_length_m,
                count(*) FILTER (WHERE s.route_length_m <= 150) OVER officer AS below,
                count(*) FILTER (WHERE s.route_length_m > 150) OVER officer AS above
            FROM applications_survey s JOIN applications_application a ON a.id = s.application_id
            WHERE s.recorded_at >= %(since)s AND s.route_length_m > 145 AND s.route_length_m <= 155
            WINDOW officer AS (PARTITION BY s.recorded_by_id)) near
        WHERE route_length_m <= 150 ORDER BY recorded_at DESC""",
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
