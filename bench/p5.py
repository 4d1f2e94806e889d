"""P5: from an outage to the queued messages of everybody it touches: beside one INSERT ... SELECT of the same rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bench.cast import cast
from bench.ground import BASE, databases, dice, multiply, on, size_of, writing_fast
from bench.sides import alternate, compare, say, surroundings, tell

PEOPLE = {"tiny": 200, "short": 20_000, "long": 100_000}
ONE_BY_ONE = {"tiny": 20, "short": 200, "long": 200}
# The same rows by hand, for this one outage: who lives behind the line, a message each, an inbox and an SMS each.
BY_HAND = """
    WITH told AS (
        INSERT INTO notifications_message
            (template, version, purpose, basis, context, recipient_id, about, url, dedup, created_at)
        SELECT %(template)s, 1, 'OUTAGE', %(basis)s, '{}', id, 'TD', '/', 'hand:' || id, %(at)s
        FROM (SELECT DISTINCT c.user_id AS id FROM customers_supplypoint p JOIN customers_customer c
            ON c.id = p.customer_id WHERE p.feeder_id = %(feeder)s AND p.closed_at IS NULL) AS p
        ON CONFLICT (dedup) DO NOTHING RETURNING id, recipient_id
    ), ways AS (
        SELECT told.id, w.channel FROM told CROSS JOIN (VALUES ('INBOX'), ('SMS')) AS w(channel)
        WHERE w.channel = 'INBOX' OR NOT EXISTS (SELECT FROM notifications_muted m
            WHERE m.user_id = told.recipient_id AND m.purpose = 'OUTAGE' AND m.channel = 'SMS')
    ), written AS (
        INSERT INTO notifications_delivery
            (message_id, channel, state, next_at, attempts, waits, reference, provider_ref, reason, parts, settled_at)
        SELECT id, channel, CASE channel WHEN 'INBOX' THEN 'DELIVERED' ELSE 'PENDING' END,
            CASE channel WHEN 'SMS' THEN %(at)s::timestamptz END, 0, 0,
            replace(gen_random_uuid()::text, '-', ''), '', '', 0,
            CASE channel WHEN 'INBOX' THEN %(at)s::timestamptz END FROM ways
    )
    SELECT count(*) FROM told
"""


def main() -> dict[str, Any]:
    from django.utils import timezone

    at, n = timezone.now(), size_of(**PEOPLE)
    say(f"P5: one outage, {n:,} customers without power, one in twenty wants no SMS")
    with databases("p5") as made:
        outage = _outage(made["p5"], n, at)
        sides = {
            "pushed": _timed(made["p5"], lambda: _push(outage, at), n),
            "by hand": _timed(made["p5"], lambda: _by_hand(made["p5"], outage, at), n),
        }
        times = alternate(sides, rounds=size_of(tiny=1, short=9, long=9))
        few = size_of(**ONE_BY_ONE)
        one = alternate({f"queued one by one ({few})": _timed(made["p5"], lambda: _one_by_one(few, at), few)}, rounds=1)
        tell(times | one)
        told = {"ratio": compare("P5", "fan-out beside INSERT ... SELECT", times, "pushed", "by hand", goal=1.5)}
        slow = next(iter(one.values()))[0] / few * n
        times_slower = slow / min(times["pushed"])
        say(f"  one message at a time would take {slow / 1000:.0f} s (reckoned from {few}), {times_slower:.0f} x")
        return {**told, "ms": times, "people": n, **surroundings()}


def _outage(connection: Any, n: int, at: datetime) -> Any:
    """A whole line is out, and everybody multiplied lives behind it."""
    from accounts.models import User
    from customers.actions import open_account, register_customer, register_site
    from outages.choices import Source
    from outages.faults import detection

    with on(connection):
        people = cast(at)
        line = people.area.feeder
        user = User.objects.create(username="resident", phone="13803760001")
        customer = register_customer(user=user, kind="NATURAL_PERSON", name="张三", phone="13803760001", at=at)
        site = register_site(customer, address="新县某路1号")
        point = open_account(
            customer, site, area=None, feeder=line, voltage_class="10KV", capacity_kva=8, at=at
        )  # fmt: skip
        with writing_fast(connection) as cursor:
            key = f"{BASE} + g.n"
            multiply(cursor, user, n - 1, username="'r' || g.n", phone_index="'i' || g.n")
            multiply(cursor, customer, n - 1, user_id=key, phone_index="'i' || g.n")
            multiply(cursor, point, n - 1, customer_id=key, account_no="lpad((g.n + 5000000)::text, 13, '9')")
            cursor.execute(
                "INSERT INTO notifications_muted (user_id, purpose, channel) "
                f"SELECT {key}, 'OUTAGE', 'SMS' FROM generate_series(1, {n - 1}) AS g(n) WHERE {dice(1, 20)} = 0"
            )
        areas = dict.fromkeys(line.areas.all(), at)
        return detection.cut(line, areas, at=at, began_at=at, source=Source.TELEMETRY, is_switch_open=True)


def _timed(connection: Any, step: Any, n: int) -> Any:
    """Milliseconds of one whole fan-out; taken back afterwards, so that the next one finds nobody told."""
    import time

    from django.db import transaction

    def run() -> float:
        with on(connection), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
            began = time.perf_counter()
            new = step()
            took = (time.perf_counter() - began) * 1000
            if new != n:
                raise SystemExit(f"P5 measured nothing: {new} of {n} were told")
            transaction.set_rollback(True)
        return took

    return run


def _push(outage: Any, at: datetime) -> int:
    """What `push` does for an outage that is not held back: everybody behind it, once."""
    from outages.faults import pushing

    return pushing.send(outage, "fault-began", pushing.people(outage.parts.dark(), outage), at=at)


def _by_hand(connection: Any, outage: Any, at: datetime) -> int:
    from notifications import templates

    with connection.cursor() as cursor:
        facts = {"template": "fault-began", "basis": templates.find("fault-began").basis}
        cursor.execute(BY_HAND, {**facts, "at": at, "feeder": outage.feeder_id})
        return int(cursor.fetchone()[0])


def _one_by_one(few: int, at: datetime) -> int:
    from accounts.models import User
    from notifications import actions as notifications

    for user in User.objects.filter(pk__gt=BASE)[:few]:
        notifications.queue("fault-began", to=user, about="TD", url="/", at=at, dedup=f"one:{user.pk}")
    return few
