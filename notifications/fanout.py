"""Words to many people at once: messages and their ways in one statement, however many they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, QuerySet

from accounts.models import User
from notifications import rules, templates
from notifications.actions import wake_on_commit
from notifications.choices import CALLED, SWITCHABLE
from notifications.wechat.reach import reached

# Whoever has the message already is left alone, with its ways. Those first in rank are first in the outbox.
FAN_OUT = """
    WITH people AS ({people}), on_wechat AS ({on_wechat}), told AS (
        INSERT INTO notifications_message
            (template, version, purpose, basis, context, recipient_id, about, url, dedup, created_at)
        SELECT %(template)s, %(version)s, %(purpose)s, %(basis)s, people.context, people.id, people.about, people.url,
            people.dedup, %(at)s
        FROM people ORDER BY people.rank, people.id
        ON CONFLICT (dedup) DO NOTHING RETURNING id, recipient_id
    ), asked AS (
        SELECT told.id, u.phone <> '' AS has_phone, told.recipient_id IN (SELECT user_id FROM on_wechat) AS has_wechat,
            ARRAY(SELECT m.channel FROM notifications_muted m
                WHERE %(is_switchable)s AND m.user_id = u.id AND m.purpose = %(purpose)s) AS muted,
            %(is_called)s AND EXISTS (SELECT FROM notifications_callwish w WHERE w.user_id = u.id) AS wants_call
        FROM told JOIN accounts_user u ON u.id = told.recipient_id
    ), ways AS (
        SELECT id, 'INBOX' AS channel FROM asked WHERE 'INBOX' = ANY(%(channels)s)
        UNION ALL
        SELECT id, CASE WHEN has_wechat AND 'WECHAT' <> ALL(muted) THEN 'WECHAT'
            WHEN has_phone AND 'SMS' <> ALL(muted) THEN 'SMS' END
        FROM asked WHERE 'SMS' = ANY(%(channels)s)
        UNION ALL
        SELECT id, 'CALL' FROM asked WHERE wants_call AND has_phone AND 'SMS' = ANY(%(channels)s)
    ), written AS (
        INSERT INTO notifications_delivery
            (message_id, channel, state, next_at, attempts, waits, reference, provider_ref, reason, parts, settled_at)
        SELECT id, channel, CASE channel WHEN 'INBOX' THEN 'DELIVERED' ELSE 'PENDING' END,
            CASE WHEN channel IN ('WECHAT', 'SMS') THEN %(next_at)s::timestamptz END, 0, 0,
            replace(gen_random_uuid()::text, '-', ''), '', '', 0,
            CASE channel WHEN 'INBOX' THEN %(at)s::timestamptz END
        FROM ways WHERE channel IS NOT NULL ORDER BY id
    )
    SELECT count(*), EXISTS (SELECT FROM ways WHERE channel IN ('WECHAT', 'SMS')) FROM told
"""
THE_SAME_TO_ALL = """
    SELECT id, rank, %(about)s AS about, %(url)s AS url, %(context)s::jsonb AS context, %(dedup)s || ':' || id AS dedup
    FROM ({people}) AS chosen(id, rank)
"""
TO_EACH_THEIRS = """
    SELECT * FROM unnest(%(id)s::bigint[], %(about)s::text[], %(url)s::text[], %(context)s::text[]::jsonb[],
        %(dedup)s::text[]) WITH ORDINALITY AS wishes(id, about, url, context, dedup, rank)
"""


class Wish(NamedTuple):
    """One message of many: to whom (a user's key), and what `queue` asks for."""

    to: int
    about: str
    url: str
    context: Mapping[str, Any]
    dedup: str


@transaction.atomic
def queue_many(
    template: str, *, to: QuerySet[User], about: str, url: str, at: datetime,
    context: Mapping[str, Any] | None = None, dedup: str,
) -> int:  # fmt: skip
    """Write the message to everybody in `to`, by annotated `rank` where there is one. Returns how many were new.

    As `queue`, in the caller's transaction; `dedup` is made a person's own here. `context` holds no personal data.
    """
    people, asked = _people(to)
    told = {"about": about, "url": url, "context": _written(context or {}), "dedup": dedup}
    return _fan_out(templates.find(template), people, at=at, **told, **asked)


@transaction.atomic(savepoint=False)
def queue_each(template: str, wishes: Sequence[Wish], *, at: datetime) -> int:
    """Write a message of the same kind for each wish, in their order. Returns how many were new.

    As `queue`, in the caller's transaction; `dedup` is used as it is. `context` holds no personal data.
    """
    if not wishes:
        return 0
    told = {
        "id": [wish.to for wish in wishes], "about": [wish.about for wish in wishes],
        "url": [wish.url for wish in wishes], "context": [_written(wish.context) for wish in wishes],
        "dedup": [wish.dedup for wish in wishes],
    }  # fmt: skip
    return _fan_out(templates.find(template), TO_EACH_THEIRS, at=at, **told)


def _fan_out(kind: templates.Template, people: str, *, at: datetime, **told: Any) -> int:
    on_wechat, linked = _sql(reached(kind.purpose).values_list("user_id"), "linked")
    facts = {
        "template": kind.key, "version": kind.version, "purpose": kind.purpose, "basis": kind.basis, "at": at,
        "channels": [str(channel) for channel in kind.channels], "is_switchable": kind.purpose in SWITCHABLE,
        "is_called": kind.purpose in CALLED,
        "next_at": rules.earliest(at, kind.purpose),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FAN_OUT.format(people=people, on_wechat=on_wechat), facts | told | linked)
        new, has_to_ring = cursor.fetchone()
    if has_to_ring:
        wake_on_commit()
    return int(new)


def _written(context: Mapping[str, Any]) -> str:
    return json.dumps(dict(context), ensure_ascii=False)


def _people(to: QuerySet[User]) -> tuple[str, dict[str, Any]]:
    """The query set as SQL of `id` and `rank`, with names for its values."""
    ranked = to if "rank" in to.query.annotations else to.annotate(rank=F("pk"))
    sql, values = _sql(ranked.order_by().values_list("pk", "rank"), "people")
    return THE_SAME_TO_ALL.format(people=sql), values


def _sql(rows: QuerySet[Any, Any], name: str) -> tuple[str, dict[str, Any]]:
    try:
        sql, values = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "SELECT 0 AS user_id, 0 AS rank WHERE false", {}
    named = {f"{name}_{n}": value for n, value in enumerate(values)}
    return sql % tuple(f"%({key})s" for key in named), named
