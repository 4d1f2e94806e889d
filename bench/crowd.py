"""As many open cases as are asked for, spread over stages, desks, managers, townships and days as a county's are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bench.cast import applied, cast
from bench.ground import BASE, array, dice, multiply, on, writing_fast

MANAGERS = 40
# Of a hundred open cases: how many stand where.
SPREAD = {
    "SUBMITTED": 3, "PRECHECK": 3, "CORRECTION": 5, "ACCEPTED": 8, "SURVEY_BOOKED": 10, "SURVEYED": 6, "ESCALATED": 1,
    "PLAN_DRAFTED": 4, "PLAN_REPLIED": 8, "PLAN_DISPUTED": 1, "PLAN_CONFIRMED": 4, "WORKS": 25, "READY": 6,
    "CONTRACT_SIGNED": 5, "METERED": 3, "ENERGISED": 5, "SUSPENDED": 3,
}  # fmt: skip
VOLTAGES = ["LV"] * 17 + ["10KV"] * 2 + ["35KV"]
KINDS = ["RESIDENTIAL"] * 9 + ["COMMERCIAL_INDUSTRIAL"] * 8 + ["AGRICULTURAL"] * 3


def crowd(connection: Any, n: int, *, at: datetime) -> Any:
    """`n` open cases in the database of `connection`, most with a running clock due within 20 days past to 60 ahead.

    Gives the cast. One in fifteen has no promise, one in thirty rests, one in two hundred is a key project.
    """
    with on(connection):
        people = cast(at)
        case = applied(people, at=at)
        clock = case.timeline.clocks.first()
        people.managers = _managers(at)
        with writing_fast(connection) as cursor:
            _places(cursor, case, n)
            _cases(cursor, case, clock, people.managers, n, at)
    return people


def _managers(at: datetime) -> list[Any]:
    from accounts.actions import grant_role
    from accounts.models import User
    from accounts.roles import Role
    from customers.models import AccountManager

    made = [User.objects.create(username=f"m{n}", name=f"经理{n}", is_staff=True) for n in range(MANAGERS)]
    for officer in made:
        grant_role(officer, Role.MANAGER, at=at, by=None)
        AccountManager.objects.create(user=officer, areas=[])
    return made


def _places(cursor: Any, case: Any, n: int) -> None:
    """A customer and a site for each case, over all the townships; name and address are the same sealed text."""
    from gridhealth.towns import TOWNS

    town = f"({array(town.code for town in TOWNS)})[1 + {dice(4, len(TOWNS))}]"
    multiply(cursor, case.customer, n, uscc_index="''")
    multiply(cursor, case.site, n, customer_id=f"{BASE} + g.n", township_code=town, area_name="'某村' || g.n")


def _stands() -> str:
    """SQL: a hundred rows of (k, stage, desks, turn)."""
    from applications.stages import OWNERS, Stage

    rows, k = [], 0
    for stage, share in SPREAD.items():
        owner = OWNERS[Stage(stage)]
        for _n in range(share):
            rows.append(f"({k}, '{stage}', {array(str(desk) for desk in owner.desks)}::varchar[], '{owner.turn}')")
            k += 1
    return f"JOIN (VALUES {', '.join(rows)}) AS s(k, stage, desks, turn) ON s.k = {dice(1, k)}"


def _cases(cursor: Any, case: Any, clock: Any, managers: list[Any], n: int, at: datetime) -> None:
    moment = f"'{at.isoformat()}'::timestamptz + ({dice(2, 80 * 1440)} - 20 * 1440) * interval '1 minute'"
    due = f"CASE WHEN {dice(3, 15)} > 0 THEN {moment} END"
    inputs = (
        f"seed.inputs || jsonb_build_object('voltage_class', ({array(VOLTAGES)})[1 + {dice(5, len(VOLTAGES))}], "
        f"'tariff_class', ({array(KINDS)})[1 + {dice(6, len(KINDS))}])"
    )
    line = f"{BASE} + g.n"
    multiply(cursor, case.timeline, n, reference="'X-' || g.n")
    multiply(
        cursor, case, n, _stands(), number="'X-' || g.n", timeline_id=line, stage="s.stage", desks="s.desks",
        turn="s.turn", next_due_at=due,
        next_amber_at=f"({due}) - interval '2 days'", customer_id=line, site_id=line, inputs=inputs,
        manager_id=f"({array(one.pk for one in managers)})[1 + {dice(7, len(managers))}]",
        is_key=f"{dice(8, 200)} = 0",
    )  # fmt: skip
    soon = f"({moment}) - interval '2 days'"
    late = f"({moment}) + interval '2 days'"
    multiply(
        cursor, clock, n, only=f"{dice(3, 15)} > 0", timeline_id=line, kind="'C4'", due_at=moment, amber_at=soon,
        escalate_at=late, due_on=f"({moment})::date", raised="0", stopped_at="NULL", breached_at="NULL",
        look_at=f"'{at.isoformat()}'::timestamptz + (1 + {dice(9, 80 * 1440)}) * interval '1 minute'",
    )  # fmt: skip
    cursor.execute(
        "INSERT INTO deadlines_pause (timeline_id, owner, reason, evidence, started_at) "
        f"SELECT {BASE} + g.n, 'COMPANY', 'CUSTOMER_REQUESTED', '', '{at.isoformat()}' "
        f"FROM generate_series(1, {n}) AS g(n) WHERE {dice(1, 100)} >= 97"
    )
