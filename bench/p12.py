"""P12: 100,000 last gasps within a minute: one event for each real cut, the page rendered, every message queued."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.cast import cast
from bench.ground import BASE, databases, dice, multiply, on, size_of, writing_fast
from bench.sides import judge, say, surroundings

A_BATCH = 5_000  # as the receiver takes them
OF_AN_AREA = {"tiny": 3, "short": 71, "long": 71}
PEOPLE = {"tiny": 500, "short": 50_000, "long": 100_000}
WHOLE_OF_TEN = 7  # of ten lines so many go dark as a whole; on the others it is one transformer


def main() -> dict[str, Any]:
    from django.utils import timezone

    at = timezone.now()
    with databases("p12") as made, on(made["p12"]):
        chief = _county(made["p12"], at)
        reports, cuts = _gasps(at)
        say(f"P12: {len(reports):,} last gasps of {cuts} cuts, in batches of {A_BATCH:,}")
        took, batches = _taken(reports, at + timedelta(minutes=1))
        events = _events()
        queued_s, told = _queued(chief, at + timedelta(minutes=2))
        page_s, renders = _published(at + timedelta(minutes=2))
        by_hand = _by_hand(made["p12"])
    say(f"  {events} events; the slowest batch {max(batches):.2f} s; {told:,} people told; {renders} render(s)")
    seconds = {"stored": took, "queued": queued_s, "page": page_s}
    for name, value in seconds.items():
        say(f"  {name:10} {value:7.2f} s")
    return {
        "events": judge("P12", "events of a real cut", events / cuts, goal=1),
        "ratio": judge(
            "P12", "stored and queued, beside the same rows in bare statements", (took + queued_s) / by_hand, goal=30
        ),
        "seconds": judge("P12", "seconds until all is stored, queued and shown", sum(seconds.values()), goal=60),
        "gasps": len(reports), "cuts": cuts, "people": told, "of_it_s": seconds, **surroundings(),
    }  # fmt: skip


def _county(connection: Any, at: datetime) -> Any:
    """The demo county with as many terminals and customers as a real one. Gives the supervisor."""
    from customers.actions import open_account, register_customer, register_site
    from gridhealth import demo
    from gridhealth.models import TransformerArea
    from gridhealth.telemetry.models import Terminal
    from outages.models import Crew

    demo.load_network(at, demo.WHOLE if size_of(tiny=0, short=1, long=1) else demo.SMALL)
    people = cast(at)
    for cell in {area.cell_id for area in TransformerArea.objects.only("cell_id")}:
        Crew.objects.create(cell_id=cell, user=people.works)
    areas = list(TransformerArea.objects.order_by("pk"))
    Terminal.objects.bulk_create(
        Terminal(code=f"{area.code}-{n}", area=area) for area in areas for n in range(size_of(**OF_AN_AREA))
    )
    customer = register_customer(user=people.customer, kind="NATURAL_PERSON", name="张三", phone="13803760001", at=at)
    site = register_site(customer, address="新县某路1号")
    point = open_account(customer, site, area=areas[0], feeder=None, voltage_class="LV", capacity_kva=8, at=at)
    key, n = f"{BASE} + g.n", size_of(**PEOPLE)
    with writing_fast(connection) as cursor:
        multiply(cursor, people.customer, n, username="'r' || g.n", phone_index="'i' || g.n")
        multiply(cursor, customer, n, user_id=key, phone_index="'i' || g.n")
        account = {"customer_id": key, "account_no": "lpad((g.n + 5000000)::text, 13, '9')"}
        multiply(cursor, point, n, area_id=f"{areas[0].pk} + {dice(5, len(areas))}", **account)
    return people.supervisor


def _gasps(at: datetime) -> tuple[list[Any], int]:
    """What terminals cry, mixed; and of how many cuts."""
    from gridhealth.models import Feeder
    from gridhealth.telemetry.choices import PowerKind
    from gridhealth.telemetry.models import Terminal
    from gridhealth.telemetry.wire import PowerReport

    lines = list(Feeder.objects.filter(areas__isnull=False).distinct().order_by("pk").values_list("pk", flat=True))
    parts = {pk for n, pk in enumerate(lines) if n % 10 >= WHOLE_OF_TEN}
    ones = {Feeder.objects.get(pk=pk).areas.order_by("pk")[0].pk for pk in parts}
    chance, reports = Random(5), []
    for code, area, line in Terminal.objects.values_list("code", "area", "area__feeder"):
        if line not in parts or area in ones:
            reports.append(PowerReport(code, at + timedelta(seconds=chance.uniform(0, 50)), PowerKind.OFF))
    chance.shuffle(reports)
    return reports, len(parts) + _cuts_of(set(lines) - parts)


def _cuts_of(whole: set[int]) -> int:
    """Of these lines: one for a main transformer that lost half of its lines or more, and one for each other line."""
    from gridhealth.models import MainTransformer

    cuts = 0
    for main in MainTransformer.objects.all():
        lines = set(main.feeders.filter(areas__isnull=False).values_list("pk", flat=True))
        gone = len(lines & whole)
        cuts += 1 if gone > 1 and gone * 2 >= len(lines) else gone
    return cuts


def _taken(reports: Sequence[Any], at: datetime) -> tuple[float, list[float]]:
    from gridhealth.telemetry.actions import take

    batches = [_timed(lambda n=n: take(reports[n : n + A_BATCH], at=at)) for n in range(0, len(reports), A_BATCH)]
    return sum(batches), batches


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _events() -> int:
    from outages.models import Outage, Part

    dark = Part.objects.dark().exclude(area=None)
    if dark.count() != dark.values("area").distinct().count():
        raise SystemExit("P12 measured nothing: a transformer is dark twice")
    return Outage.objects.real().count()


def _queued(supervisor: Any, at: datetime) -> tuple[float, int]:
    """A supervisor lets go what the storm guard held; then everybody in the dark has one message."""
    from notifications.models import Message
    from outages.faults import actions, pushing
    from outages.models import Outage

    held = list(Outage.objects.filter(is_push_held=True).order_by("pk").values_list("pk", flat=True))
    took = _timed(lambda: [actions.release_push(pk, by=supervisor, at=at) for pk in held])
    told = Message.objects.filter(template="fault-began").count()
    everybody = sum(pushing.people(one.parts.dark(), one).count() for one in Outage.objects.all())
    if not told or told != everybody:
        raise SystemExit(f"P12 measured nothing: {told:,} of {everybody:,} were told")
    return took, told


def _published(at: datetime) -> tuple[float, int]:
    from portal.disclosure.actions import publish

    renders: list[int] = []
    return _timed(lambda: renders.append(publish("outages", at=at))), renders[0]


def _by_hand(connection: Any) -> float:
    """Seconds that the rows take alone: the gasps in as many statements as they came, the messages in one each."""
    from notifications.models import Delivery, Message

    with connection.cursor() as cursor:
        for table in ("gridhealth_powerevent", "notifications_message", "notifications_delivery"):
            cursor.execute(f"CREATE TEMP TABLE hand_{table} (LIKE {table} INCLUDING ALL EXCLUDING IDENTITY)")
        cursor.execute("SELECT min(id), max(id) FROM gridhealth_powerevent")
        first, last = cursor.fetchone()
        sql = "INSERT INTO hand_{0} SELECT * FROM {0}"
        part = f"{sql.format('gridhealth_powerevent')} WHERE id BETWEEN %s AND %s"
        took = sum(
            _timed(lambda n=n: cursor.execute(part, [n, n + A_BATCH - 1])) for n in range(first, last + 1, A_BATCH)
        )
        for model in (Message, Delivery):
            took += _timed(lambda table=model._meta.db_table: cursor.execute(sql.format(table)))
    return took
