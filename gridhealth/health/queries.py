"""Questions about health: the archive, one object, and what the public may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.utils.translation import gettext

from accounts.refusals import Hidden
from gridhealth.health.cells import judge_block
from gridhealth.health.choices import Indicator, State
from gridhealth.health.models import Health, HealthQuerySet
from gridhealth.health.tables import Table, table_on
from gridhealth.towns import TOWNS

A_PAGE = 30
BY_GRAVITY = {State.ILL: 0, State.SUB: 1, State.UNKNOWN: 2, State.HEALTHY: 3}
GRAVITY = Case(
    When(state=State.ILL, then=Value(0)), When(state=State.SUB, then=Value(1)),
    When(state=State.UNKNOWN, then=Value(2)), default=Value(3), output_field=IntegerField(),
)  # fmt: skip


def archive(
    *, kind: str = "", state: str = "", cell: str = "", line: str = "", town: str = "", name: str = ""
) -> HealthQuerySet:
    """The gravest first."""
    rows = Health.objects.with_objects()
    if kind:
        rows = rows.filter(**{f"{kind}__isnull": False})
    if state:
        rows = rows.filter(state=state)
    if cell:
        rows = rows.filter(Q(cell__code=cell) | Q(feeder__cell__code=cell) | Q(area__cell__code=cell))
    if line:
        rows = rows.filter(Q(feeder__code=line) | Q(area__feeder__code=line))
    if town:
        rows = rows.filter(area__township_code=town)
    if name:
        rows = rows.filter(
            Q(cell__name__icontains=name) | Q(feeder__name__icontains=name) | Q(area__name__icontains=name)
        )
    return rows.order_by(GRAVITY, "-customers", "pk")


@dataclass(frozen=True)
class Block:
    """The areas of one township in one cell."""

    town_code: str
    town: str
    cell: str
    cell_code: str
    areas: int
    customers: int
    state: State
    shares: Mapping[State, Decimal]

    def get_state_display(self) -> Any:
        return self.state.label


def blocks(*, on: date) -> list[Block]:
    """Every block of the county with its state, the gravest first."""
    table, told = table_on(on), defaultdict(list)
    rows = Health.objects.exclude(area=None).values_list(
        "area__cell__code", "area__cell__name", "area__township_code", "state"
    )  # fmt: skip
    for cell_code, cell, town, state, areas, customers in rows.annotate(Count("pk"), Sum("customers")).order_by():
        told[cell_code, cell, town].append((State(state), areas, customers))
    found = [_block(*place, parts, table) for place, parts in told.items()]
    return sorted(found, key=lambda one: (BY_GRAVITY[one.state], -one.customers, one.town_code, one.cell_code))


def _block(cell_code: str, cell: str, town: str, parts: list[Any], table: Table) -> Block:
    state, shares = judge_block({of: customers for of, _areas, customers in parts}, table)
    areas, customers = sum(part[1] for part in parts), sum(part[2] for part in parts)
    name = next((one.name for one in TOWNS if one.code == town), town)
    return Block(town, name, cell, cell_code, areas, customers, state, shares)


def counts() -> dict[str, dict[str, int]]:
    """How many cells, lines and areas are in which state."""
    return {
        kind: Health.objects.filter(**{f"{kind}__isnull": False}).aggregate(
            **{state: Count("pk", filter=Q(state=state)) for state in State.values}
        )
        for kind in ("cell", "feeder", "area")
    }


def health_of(kind: str, code: str) -> Health:
    if kind not in ("cell", "feeder", "area"):
        raise Hidden
    row = Health.objects.with_objects().filter(**{f"{kind}__code": code}).first()
    if row is None:
        raise Hidden
    return row


def lasting(points: int) -> str:
    """So many quarters of an hour, in words."""
    return gettext("%(n)s h") % {"n": f"{points / 4:g}"}


def reasons(causes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Causes with the names of their indicators and states, and how long a value had to last."""
    return [
        {
            **cause, "label": Indicator(cause["indicator"]).label, "state_label": State(cause["state"]).label,
            "source": gettext(cause["source"]), "held": lasting(cause.get("held_points", 0)),
            "why": gettext(cause["why"]) if cause.get("why") else "",
        }
        for cause in causes
    ]  # fmt: skip
