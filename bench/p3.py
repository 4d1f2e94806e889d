"""P3: a page of the one-room queue, however deep and however many cases, beside SQL by hand and Django's Paginator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from bench.crowd import crowd
from bench.ground import databases, on, size_of
from bench.sides import alternate, compare, judge, say, surroundings, tell

SMALL = {"tiny": 300, "short": 10_000, "long": 10_000}
LARGE = {"tiny": 600, "short": 200_000, "long": 1_000_000}
FILTERS: dict[str, dict[str, Any]] = {
    "everything": {}, "our turn": {"show": "ours"}, "taken by me": {"show": "mine"}, "late": {"light": "RED"},
    "amber": {"light": "AMBER"}, "green": {"light": "GREEN"}, "stage, common": {"stage": "WORKS"},
    "stage, rare": {"stage": "ESCALATED"}, "desk, common": {"desk": "manager"}, "desk, rare": {"desk": "reviewer"},
    "manager": {"manager": True}, "township": {"town": "411523100"}, "voltage, rare": {"voltage": "35KV"},
    "kind of use": {"kind": "AGRICULTURAL"}, "key projects": {"key": "on"}, "on hold": {"held": "on"},
    "three at once": {"stage": "WORKS", "town": "411523100", "kind": "AGRICULTURAL"},
}  # fmt: skip
# What a page says of a case, written by hand: the same tables, the columns that are shown.
RAW = """
    SELECT a.id, a.number, a.stage, a.turn, a.desks, a.next_due_at, a.is_key, a.timeline_id, c.name, s.area_name,
        s.township_code, m.name, m.username,
        (SELECT booked_from FROM applications_survey v WHERE v.application_id = a.id AND v.recorded_at IS NULL
            AND v.cancelled_at IS NULL LIMIT 1)
    FROM applications_application a JOIN deadlines_timeline t ON t.id = a.timeline_id
        LEFT JOIN customers_customer c ON c.id = a.customer_id LEFT JOIN customers_site s ON s.id = a.site_id
        LEFT JOIN accounts_user m ON m.id = a.manager_id
    WHERE a.stage IN ({stages}) AND a.stage <> 'DRAFT' AND (a.next_due_at, a.id) > (%s, %s)
    ORDER BY a.next_due_at, a.id LIMIT 26
"""


def main() -> dict[str, Any]:
    from django.utils import timezone

    at = timezone.now()
    few, many = size_of(**SMALL), size_of(**LARGE)
    say(f"P3: the queue at {few:,} and at {many:,} open cases")
    with databases("p3_small", "p3_large") as made:
        people = {name: crowd(made[name], n, at=at) for name, n in (("p3_small", few), ("p3_large", many))}
        told = {"beside": _beside(made["p3_large"], people["p3_large"])}
        return {**told, "filters": _filters(made, people, at=at), "cases": many, **surroundings()}


class _At(NamedTuple):
    """As much of a case as a place in the queue needs."""

    next_due_at: datetime | None
    pk: int


def rows_of(user: Any, given: dict[str, Any], *, at: datetime) -> Any:
    """The cases of one way of looking, as the page asks for them."""
    from applications.room.filters import QueueFilter
    from applications.room.queue import shown, waiting

    asked = {name: user.managers[0].pk if name == "manager" else value for name, value in given.items()}
    form = QueueFilter(asked)
    return shown(form.narrow(waiting(user), at=at), asked.get("show", "all"), user)


def page(connection: Any, user: Any, given: dict[str, Any], after: str, *, at: datetime) -> Callable[[], Any]:
    """The rows of one page, asked for and read."""
    from applications.room.queue import page_of

    def read() -> Any:
        with on(connection):
            return page_of(rows_of(user, given, at=at), after=after, have_dates="light" in given)

    return read


def places(connection: Any, user: Any, given: dict[str, Any], *, at: datetime) -> dict[str, str]:
    """Where the first, the middle and the last page of a way of looking begin, and the one where promises end."""
    from django.db.models import F

    from applications.room.queue import SIZE, _place

    with on(connection), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        rows = rows_of(user, given, at=at).select_related(None)
        ordered = rows.order_by(F("next_due_at").asc(nulls_last=True), "id").values_list("next_due_at", "id")
        n, dated = rows.count(), rows.filter(next_due_at__isnull=False).count()
        found = {"first": ""}
        for name, offset in (("middle", n // 2), ("seam", dated - SIZE // 2), ("last", n - SIZE - 1)):
            if n > 4 * SIZE and offset > 0 and not (name == "seam" and dated == n):
                found[name] = _place(_At(*ordered[offset]))
        cursor.execute("SET statement_timeout = 30000")
    return found


def _beside(connection: Any, people: Any) -> dict[str, Any]:
    """Page 1 and a page in the middle, beside SQL by hand and Django's Paginator."""
    from django.utils import timezone

    at, user = timezone.now(), _viewer(people)
    at_middle = places(connection, user, {}, at=at)["middle"]
    moment, _bar, pk = at_middle.partition("|")
    sides = {
        "page, first": page(connection, user, {}, "", at=at),
        "by hand, first": _raw(connection, "-infinity", 0),
        "page, middle": page(connection, user, {}, at_middle, at=at),
        "by hand, middle": _raw(connection, moment, int(pk)),
    }
    times = alternate(sides, rounds=size_of(tiny=2, short=31, long=31))
    times |= alternate({f"Paginator, {name}": _paginator(connection, user, share, at=at) for name, share in
                        (("first", 0.0), ("middle", 0.5))}, rounds=size_of(tiny=1, short=3, long=9))  # fmt: skip
    tell(times)
    for name in ("first", "middle"):
        compare("P3", f"{name} page beside SQL by hand", times, f"page, {name}", f"by hand, {name}", goal=8)
        compare("P3", f"{name} page beside Paginator", times, f"page, {name}", f"Paginator, {name}", goal=1)
    return times


def _viewer(people: Any) -> Any:
    """The supervisor, who sees every desk."""
    people.supervisor.managers = people.managers
    return people.supervisor


def _raw(connection: Any, moment: str, pk: int) -> Callable[[], Any]:
    from applications.stages import OPEN

    sql = RAW.format(stages=", ".join(f"'{stage}'" for stage in sorted(OPEN)))

    def read() -> Any:
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            cursor.execute(sql, [moment, pk])
            return cursor.fetchall()

    return read


def _paginator(connection: Any, user: Any, share: float, *, at: datetime) -> Callable[[], Any]:
    from django.core.paginator import Paginator

    def read() -> Any:
        with on(connection):
            pages = Paginator(rows_of(user, {}, at=at).order_by("next_due_at", "id"), 25)
            return list(pages.page(1 + int(share * (pages.num_pages - 1))))

    return read


def _filters(made: dict[str, Any], people: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Each way of looking: the deepest beside page 1, and the large county beside the small one."""
    told: dict[str, Any] = {}
    depth, growth = {}, {}
    for name, given in list(FILTERS.items())[: size_of(tiny=2, short=99, long=99)]:
        sides = {
            f"{place} of {county[3:]}": page(made[county], _viewer(people[county]), given, after, at=at)
            for county in made
            for place, after in places(made[county], _viewer(people[county]), given, at=at).items()
        }
        times = alternate(sides, rounds=size_of(tiny=1, short=9, long=15))
        middle = {side: sorted(found)[len(found) // 2] for side, found in times.items()}
        first = middle["first of large"]
        deep = [ms for side, ms in middle.items() if side.endswith("large") and not side.startswith("seam")]
        depth[name] = max(deep) / first
        growth[name] = first / middle["first of small"]
        shown = "  ".join(f"{side} {ms:.2f}" for side, ms in middle.items())
        say(f"  {name:15} {shown} ms; deepest/first {depth[name]:.2f}, large/small {growth[name]:.2f}")
        told[name] = times
    say("  seam: the one page where cases with a promise end and those without begin; it takes two statements")
    judge("P3", f"any depth beside page 1, worst way of looking ({max(depth, key=depth.get)})",  # type: ignore[arg-type]
          max(depth.values()), goal=1.3)  # fmt: skip
    judge("P3", f"large beside small, worst way of looking ({max(growth, key=growth.get)})",  # type: ignore[arg-type]
          max(growth.values()), goal=1.5)  # fmt: skip
    return told
