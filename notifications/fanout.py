"""The same words to many people at once: messages and their ways in one statement, however many they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, QuerySet

from accounts.models import User
from notifications import rules, templates
from notifications.actions import wake_on_commit
from notifications.choices import SWITCHABLE
from notifications.wechat.reach import reached

# Whoever has the message already is left alone, with its ways. Those first in rank are first in the outbox.
FAN_OUT = """
    WITH people AS ({people}), on_wechat AS ({on_wechat}), told AS (
        INSERT INTO notifications_message
            (template, version, purpose, basis, context, recipient_id, about, url, dedup, created_at)
        SELECT %(template)s, %(version)s, %(purpose)s, %(basis)s, %(context)s::jsonb, people.id, %(about)s, %(url)s,
            %(dedup)s || ':' || people.id, %(at)s
        FROM people ORDER BY people.rank, people.id
        ON CONFLICT (dedup) DO NOTHING RETURNING id, recipient_id
    ), asked AS (
        SELECT told.id, u.phone <> '' AS has_phone, told.recipient_id IN (SELECT user_id FROM on_wechat) AS has_wechat,
            ARRAY(SELECT m.channel FROM notifications_muted m
                WHERE %(is_switchable)s AND m.user_id = u.id AND m.purpose = %(purpose)s) AS muted
        FROM told JOIN accounts_user u ON u.id = told.recipient_id
    ), ways AS (
        SELECT id, 'INBOX' AS channel FROM asked WHERE 'INBOX' = ANY(%(channels)s)
        UNION ALL
        SELECT id, CASE WHEN has_wechat AND 'WECHAT' <> ALL(muted) THEN 'WECHAT'
            WHEN has_phone AND 'SMS' <> ALL(muted) THEN 'SMS' END
        FROM asked WHERE 'SMS' = ANY(%(channels)s)
    ), written AS (
        INSERT INTO notifications_delivery
            (message_id, channel, state, next_at, attempts, waits, reference, provider_ref, reason, parts, settled_at)
        SELECT id, channel, CASE channel WHEN 'INBOX' THEN 'DELIVERED' ELSE 'PENDING' END,
            CASE WHEN channel <> 'INBOX' THEN %(next_at)s::timestamptz END, 0, 0,
            replace(gen_random_uuid()::text, '-', ''), '', '', 0,
            CASE channel WHEN 'INBOX' THEN %(at)s::timestamptz END
        FROM ways WHERE channel IS NOT NULL ORDER BY id
    )
    SELECT count(*) FROM told
"""


@transaction.atomic
def queue_many(
    template: str, *, to: QuerySet[User], about: str, url: str, at: datetime,
    context: Mapping[str, Any] | None = None, dedup: str,
) -> int:  # fmt: skip
    """Write the message to everybody in `to`, by annotated `rank` where there is one. Returns how many were new.

    As `queue`, in the caller's transaction; `dedup` is made a person's own here. `context` holds no personal data.
    """
    kind = templates.find(template)
    people, asked = _people(to)
    on_wechat, linked = _sql(reached(kind.purpose).values_list("user_id"), "linked")
    facts = {
        "template": kind.key, "version": kind.version, "purpose": kind.purpose, "basis": kind.basis,
        "about": about, "url": url, "at": at,
        "context": json.dumps(dict(context or {}), ensure_ascii=False), "dedup": dedup,
        "channels": [str(channel) for channel in kind.channels], "is_switchable": kind.purpose in SWITCHABLE,
        "next_at": rules.earliest(at, kind.purpose),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FAN_OUT.format(people=people, on_wechat=on_wechat), facts | asked | linked)
        new = int(cursor.fetchone()[0])
    if new:
        wake_on_commit()
    return new


def _people(to: QuerySet[User]) -> tuple[str, dict[str, Any]]:
    """The query set as SQL of `id` and `rank`, with names for its values."""
    ranked = to if "rank" in to.query.annotations else to.annotate(rank=F("pk"))
    sql, values = _sql(ranked.order_by().values_list("pk", "rank"), "people")
    return f"SELECT * FROM ({sql}) AS chosen(id, rank)", values


def _sql(rows: QuerySet[Any, Any], name: str) -> tuple[str, dict[str, Any]]:
    try:
        sql, values = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "SELECT 0 AS user_id WHERE false", {}
    named = {f"{name}_{n}": value for n, value in enumerate(values)}
    return sql % tuple(f"%({key})s" for key in named), named
