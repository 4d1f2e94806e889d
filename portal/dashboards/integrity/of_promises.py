"""What must hold of every promise: it runs while its stage lasts, its day is the one that counts, its end is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.stages import ACCEPTED_ON, UNDER_WAY, Stage
from deadlines.recounting import miscounted
from portal.dashboards.integrity.asking import Invariant

S = Stage
RUNS_IN: dict[str, Iterable[Stage]] = {
    "C0": (S.PRECHECK,),
    "C1": (
        S.ACCEPTED, S.SURVEY_BOOKED, S.SURVEYED, S.ESCALATED, S.PLAN_DRAFTED, S.PLAN_DISPUTED, S.CHIEF_REVIEW,
    ),
    "C-PLAN-VALID": (S.PLAN_REPLIED,),
    "C-TOTAL": ACCEPTED_ON,
    "C-ELAPSED": UNDER_WAY,
}  # fmt: skip
"""In which stages of a case a promise runs that its decision names."""

STAGES_OF = ", ".join(f"('{kind}', '{stage}')" for kind, stages in RUNS_IN.items() for stage in sorted(stages))


def _miscounted(at: datetime, using: str) -> Iterable[str]:
    return miscounted(at=at, using=using)


PROMISES = (
    Invariant(
        "stage-without-promise",
        _("While a stage lasts for which time is promised, exactly one clock runs for it."),
        f"""SELECT a.number FROM applications_application a
            JOIN (VALUES {STAGES_OF}) AS runs (kind, stage) ON runs.stage = a.stage
        WHERE a.decision @> jsonb_build_object('clocks', jsonb_build_array(jsonb_build_object('kind', runs.kind)))
            AND (SELECT count(*) FROM deadlines_clock c WHERE c.timeline_id = a.timeline_id
                AND c.kind = runs.kind AND c.stopped_at IS NULL) <> 1""",
    ),
    Invariant(
        "closed-with-clock",
        _("No promise of ours runs on in a closed case."),
        """SELECT a.number FROM applications_application a JOIN deadlines_clock c ON c.timeline_id = a.timeline_id
        WHERE a.stage = ANY(%(closed)s) AND c.stopped_at IS NULL""",
    ),
    Invariant(
        "promise-forgotten",
        _("A promise that is past its moment is known to be broken within two minutes."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.look_at < %(late)s""",
    ),
    Invariant(
        "kept-and-broken",
        _("A promise that was kept in time is not called broken, and one that was not is."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.stopped_at <= c.due_at AND c.breached_at IS NOT NULL
            OR c.stopped_at > c.due_at AND c.breached_at IS NULL""",
    ),
    Invariant(
        "due-day-moved-in-silence",
        _("A day on which something is due moves from where it was, and every move is written down."),
        """SELECT t.reference FROM (
            SELECT clock_id, n, old_due_on, new_due_on, row_number() OVER by_clock AS should_be,
                lag(new_due_on) OVER by_clock AS before, lead(n) OVER by_clock IS NULL AS is_last
            FROM deadlines_clockchange WINDOW by_clock AS (PARTITION BY clock_id ORDER BY n)
        ) moved JOIN deadlines_clock c ON c.id = moved.clock_id JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE moved.n <> moved.should_be OR (moved.n > 1 AND moved.old_due_on IS DISTINCT FROM moved.before)
            OR (moved.is_last AND moved.new_due_on IS DISTINCT FROM c.due_on)""",
    ),
    Invariant(
        "due-day-miscounted",
        _("The day on which something is due is the one that start, workdays and rests give."),
        recount=_miscounted,
    ),
    Invariant(
        "breach-without-alert",
        _("Every broken promise was raised, and exactly once."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.breached_at IS NOT NULL AND (c.stopped_at IS NULL OR c.look_at IS NULL)
            AND (SELECT count(*) FROM deadlines_alert a WHERE a.clock_id = c.id AND a.level = 'BREACH') <> 1""",
    ),
    Invariant(
        "step-without-alert",
        _("Every step of the ladder that a promise has reached stands in a row of its own."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
            LEFT JOIN deadlines_alert a ON a.clock_id = c.id
        WHERE c.raised > 0 OR a.id IS NOT NULL GROUP BY t.reference, c.id HAVING count(a.id) <> c.raised""",
    ),
    Invariant(
        "alert-told-to-nobody",
        _("Of every broken promise of ours or of an authority somebody was told."),
        """SELECT t.reference FROM deadlines_alert a JOIN deadlines_clock c ON c.id = a.clock_id
            JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE a.announced_at IS NOT NULL AND a.level IN ('BREACH', 'ESCALATION') AND c.owner <> 'CUSTOMER'
            AND (a.level, c.id) NOT IN (SELECT upper(split_part(dedup, ':', 1)), split_part(dedup, ':', 2)::bigint
                FROM (SELECT replace(dedup, 'clock-', '') AS dedup FROM notifications_message
                    WHERE template IN ('clock-breach', 'clock-escalation')) AS told)
        UNION ALL SELECT t.reference FROM deadlines_alert a JOIN deadlines_clock c ON c.id = a.clock_id
            JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE a.announced_at IS NULL AND a.look_at < %(late)s""",
    ),
)
