"""What must hold of what people are told, and of what programs send twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connections
from django.utils.translation import gettext_lazy as _

from applications.actions import TOLD_OF_THE_WHOLE
from notifications import wordings
from portal.dashboards.integrity.asking import Invariant

NEWS_OF = {
    "submit": "application-submitted",
    "accept": "application-accepted",
    "book_survey": "survey-booked",
    "request_correction": "correction-requested",
    "escalate": "case-with-level-above",
    "reply_on_site": "plan-replied",
    "reply_plan": "plan-replied",
    "uphold_plan": "plan-replied",
    "expire_plan": "plan-expired",
    "start_works": "works-opened",
    "offer_contract": "contract-offered",
}
"""What the customer hears of a move, in the transaction of the move."""

TOLD = ", ".join(f"('{verb}', '{template}')" for verb, template in NEWS_OF.items())
UNREADABLE = """
    WITH kept AS (SELECT * FROM unnest(%s::text[], %s::int[], %s::text[]) AS kept (template, version, fact))
    SELECT m.dedup FROM notifications_message m WHERE m.recipient_id IS NOT NULL AND (
        NOT EXISTS (SELECT 1 FROM kept k WHERE k.template = m.template AND k.version = m.version)
        OR EXISTS (SELECT 1 FROM kept k WHERE k.template = m.template AND k.version = m.version
            AND NOT m.context ? k.fact)) LIMIT 20
"""


def _unreadable(at: datetime, using: str) -> Iterable[str]:
    needed = [(key, version, fact) for key, version, facts in wordings.facts() for fact in facts or [None]]
    with connections[using].cursor() as cursor:
        cursor.execute(UNREADABLE, [list(column) for column in zip(*needed, strict=True)])
        return [str(dedup) for (dedup,) in cursor.fetchall()]


MESSAGES = (
    Invariant(
        "move-not-told",
        _("The customer was told of every move of a case under way that concerns them."),
        f"""SELECT moved.number FROM (
            SELECT a.number, a.applicant_id, news.template, count(*) AS times FROM applications_application a
                JOIN deadlines_event e ON e.timeline_id = a.timeline_id AND e.machine = 'applications.application'
                JOIN (VALUES {TOLD}) AS news (verb, template) ON news.verb = e.verb
            WHERE a.stage = ANY(%(under_way)s) AND a.applicant_id IS NOT NULL
                AND NOT (a.batch_id IS NOT NULL AND news.template IN {tuple(sorted(TOLD_OF_THE_WHOLE))})
            GROUP BY a.number, a.applicant_id, news.template
        ) moved WHERE moved.times > (SELECT count(*) FROM notifications_message m WHERE m.about = moved.number
            AND m.template = moved.template AND m.recipient_id = moved.applicant_id)""",
    ),
    Invariant(
        "message-without-way",
        _("Every message to a person has at least one way, and none is stuck."),
        """SELECT m.dedup FROM notifications_message m WHERE m.recipient_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM notifications_delivery d WHERE d.message_id = m.id)
        UNION ALL SELECT m.dedup FROM notifications_message m JOIN notifications_delivery d ON d.message_id = m.id
        WHERE d.state = 'LEASED' AND d.lease_until < %(late)s""",
    ),
    Invariant(
        "message-cannot-be-worded",
        _("What a person was told can be read as it was told: its wording is kept, none of its facts is missing."),
        recount=_unreadable,
    ),
    Invariant(
        "message-not-handed-over",
        _("No message waits longer than five minutes past the moment at which it may go."),
        """SELECT m.dedup FROM notifications_message m JOIN notifications_delivery d ON d.message_id = m.id
        WHERE d.state IN ('PENDING', 'UNKNOWN') AND d.next_at < %(late_to_send)s""",
    ),
    Invariant(
        "one-key-two-effects",
        _("What was sent twice under one key counts once."),
        """SELECT k.actor_id || ' ' || k.key FROM accounts_idempotencykey k
            GROUP BY k.actor_id, k.key HAVING count(*) > 1
        UNION ALL SELECT i.source || ' ' || i.message_id FROM connectors_inbox i
            GROUP BY i.source, i.message_id HAVING count(*) > 1""",
    ),
)
