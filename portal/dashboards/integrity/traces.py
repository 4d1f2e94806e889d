"""Recorded times beside traces that nobody of ours typed: photos, terminals, fetched papers, the customer's word."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.dashboards.integrity.auditing import Question

TRACES = (
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
        "visit-unbooked",
        _("Visits of another time than was booked"),
        _("The customer expected us at another time: recorded before the booked hours, or more than a day after them."),
        """SELECT a.number, s.recorded_by_id, '', ARRAY[s.booked_from, s.recorded_at]
        FROM applications_survey s JOIN applications_application a ON a.id = s.application_id
        WHERE s.recorded_at >= %(since)s
            AND (s.recorded_at < s.booked_from OR s.recorded_at > s.booked_until + interval '1 day')
        ORDER BY s.recorded_at DESC""",
    ),
    Question(
        "asked-though-fetched",
        _("Papers asked for that had been fetched already"),
        _("The interface had brought the paper before the customer was asked for it, and the promise rested for it."),
        """SELECT a.number, r.asked_by_id, '', ARRAY[d.fetched_at, r.asked_at]
        FROM applications_correctionrequest r JOIN applications_correctionitem i ON i.request_id = r.id
            JOIN applications_document d ON d.application_id = r.application_id AND d.kind = i.kind
            JOIN applications_application a ON a.id = r.application_id
        WHERE r.asked_at >= %(since)s AND d.fetched_at < r.asked_at AND d.state IN ('FETCHED', 'CHECKED')
        ORDER BY r.asked_at DESC""",
    ),
    Question(
        "first-reading",
        _("Meters that had run before they were recorded"),
        _("A new meter stands near nought. More than 10 kWh: power was on earlier, or the meter served elsewhere."),
        """SELECT a.number, m.installed_by_id, round(m.first_reading_kwh, 1) || ' kWh', ARRAY[m.installed_at]
        FROM applications_meter m JOIN applications_application a ON a.id = m.application_id
        WHERE m.installed_at >= %(since)s AND m.first_reading_kwh > 10 ORDER BY m.installed_at DESC""",
    ),
    Question(
        "power-while-dark",
        _("Power recorded on while the terminal reported none"),
        _("The terminal of the transformer had reported power lost, and none back within 15 minutes of the record."),
        """SELECT a.number, g.by_id, '', ARRAY[g.at, e.at]
        FROM applications_energising g JOIN applications_application a ON a.id = g.application_id
            JOIN customers_supplypoint p ON p.id = a.supply_point_id
            JOIN gridhealth_terminal t ON t.area_id = p.area_id
            CROSS JOIN LATERAL (SELECT kind, at FROM gridhealth_powerevent e WHERE e.terminal_id = t.id
                AND e.at <= g.at + interval '15 minutes' ORDER BY e.at DESC LIMIT 1) e
        WHERE g.at >= %(since)s AND g.has_succeeded AND e.kind = 'OFF' ORDER BY g.at DESC""",
    ),
    Question(
        "customer-says-no",
        _("Customers who turned to us right after power was recorded"),
        _("A demand about the case came within three days of the recorded power: did the customer have it?"),
        """SELECT a.number, g.by_id, '', ARRAY[g.at, d.opened_at]
        FROM applications_energising g JOIN applications_application a ON a.id = g.application_id
            JOIN customers_demand d ON d.case_id = a.timeline_id
        WHERE g.at >= %(since)s AND g.has_succeeded AND d.opened_at BETWEEN g.at AND g.at + interval '3 days'
        ORDER BY g.at DESC""",
    ),
)
