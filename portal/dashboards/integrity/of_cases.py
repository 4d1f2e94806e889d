"""What must hold of every case: its chain, who answers for it, what it holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.dashboards.integrity.asking import Invariant

CASES = (
    Invariant(
        "chain-has-gaps",
        _("The events of a case are numbered without a gap, up to its last one."),
        """SELECT t.reference FROM deadlines_timeline t LEFT JOIN deadlines_event e ON e.timeline_id = t.id
        GROUP BY t.id HAVING count(e.id) <> t.last_seq OR coalesce(max(e.seq), 0) <> t.last_seq""",
    ),
    Invariant(
        "chain-does-not-link",
        _("Every event carries the mark of the one before it, and the case that of the last."),
        """SELECT DISTINCT t.reference FROM (
            SELECT timeline_id, seq, prev_hash, hash, lag(hash, 1, '') OVER
                (PARTITION BY timeline_id ORDER BY seq) AS before FROM deadlines_event
        ) e JOIN deadlines_timeline t ON t.id = e.timeline_id
        WHERE e.prev_hash <> e.before OR (e.seq = t.last_seq AND e.hash <> t.last_hash)""",
    ),
    Invariant(
        "moves-do-not-join",
        _("Every move begins where the one before it ended."),
        """SELECT DISTINCT t.reference FROM (
            SELECT timeline_id, from_stage, lag(to_stage, 1, '') OVER
                (PARTITION BY timeline_id, machine, subject_id ORDER BY seq) AS before FROM deadlines_event
        ) e JOIN deadlines_timeline t ON t.id = e.timeline_id WHERE e.from_stage <> e.before""",
    ),
    Invariant(
        "nobody-answers",
        _("Somebody answers for every case under way."),
        """SELECT number FROM applications_application
        WHERE stage = ANY(%(under_way)s) AND manager_id IS NULL AND chief_id IS NULL""",
    ),
    Invariant(
        "two-people-for-one-task",
        _("A case has one officer at a desk and one account manager."),
        """SELECT a.number FROM applications_assignment s JOIN applications_application a ON a.id = s.application_id
            WHERE s.released_at IS NULL GROUP BY a.number, s.desk HAVING count(*) > 1
        UNION ALL SELECT t.reference FROM customers_assignment s JOIN deadlines_timeline t ON t.id = s.timeline_id
            WHERE s.released_at IS NULL GROUP BY t.reference HAVING count(*) > 1""",
    ),
    Invariant(
        "two-visits-at-one-hour",
        _("Nobody is booked for two visits at one hour."),
        """SELECT t.reference FROM customers_appointment one JOIN deadlines_timeline t ON t.id = one.timeline_id
        WHERE one.released_at IS NULL AND EXISTS (SELECT 1 FROM customers_appointment other
            WHERE other.id <> one.id AND other.released_at IS NULL AND other.officer_id = one.officer_id
                AND other.during && one.during)""",
    ),
    Invariant(
        "capacity-held-for-nobody",
        _("No capacity is kept for a case that is closed."),
        """SELECT a.number FROM gridhealth_reservation r JOIN applications_application a
            ON a.timeline_id = r.timeline_id WHERE r.stage = 'HELD' AND a.stage = ANY(%(closed)s)""",
    ),
    Invariant(
        "dark-twice-at-once",
        _("No part of a line is dark twice at once."),
        """SELECT DISTINCT 'outage ' || one.outage_id FROM outages_part one
        WHERE NOT one.is_void AND EXISTS (SELECT 1 FROM outages_part other
            WHERE other.id <> one.id AND NOT other.is_void AND other.feeder_id = one.feeder_id
                AND coalesce(other.area_id, 0) = coalesce(one.area_id, 0)
                AND tstzrange(other.off_at, other.back_at) && tstzrange(one.off_at, one.back_at))""",
    ),
    Invariant(
        "figures-differ",
        _("The dashboards count a case as it stands, once they have caught up with it."),
        """SELECT a.number FROM portal_casefact f JOIN applications_application a ON a.id = f.application_id
            JOIN deadlines_timeline t ON t.id = a.timeline_id
        WHERE f.seq = t.last_seq AND f.stage <> a.stage""",
    ),
)
