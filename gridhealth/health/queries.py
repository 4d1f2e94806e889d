"""Questions about health: the archive, one object, and what the public may know."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.translation import gettext

from accounts.refusals import Hidden
from gridhealth.health.choices import Indicator, State
from gridhealth.health.models import Cure, Health, HealthQuerySet

MOST = 200
GRAVITY = Case(
    When(state=State.ILL, then=Value(0)), When(state=State.SUB, then=Value(1)),
    When(state=State.UNKNOWN, then=Value(2)), default=Value(3), output_field=IntegerField(),
)  # fmt: skip


def archive(*, kind: str = "", state: str = "", town: str = "") -> HealthQuerySet:
    """The gravest first."""
    rows = Health.objects.with_objects()
    if kind:
        rows = rows.filter(**{f"{kind}__isnull": False})
    if state:
        rows = rows.filter(state=state)
    if town:
        rows = rows.filter(area__township_code=town)
    return rows.order_by(GRAVITY, "-customers", "pk")


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


def reasons(causes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Causes with the names of their indicators and states."""
    return [
        {
            **cause, "label": Indicator(cause["indicator"]).label, "state_label": State(cause["state"]).label,
            "source": gettext(cause["source"]),
        }
        for cause in causes
    ]  # fmt: skip


def constrained() -> list[dict[str, Any]]:
    """What is published of constrained objects: names, state, reason, relief. No place, no person."""
    rows = archive().filter(cell=None).exclude(state=State.HEALTHY)
    relief = dict(Cure.objects.filter(accepted_on=None).values_list("health_id", "planned_on"))
    return [
        {
            "kind": row.kind, "name": row.target.name, "cell": row.target.cell.name, "state": State(row.state).label,
            "reasons": sorted({str(one["label"]) for one in reasons(row.causes)}),
            "relief_on": relief.get(row.pk), "assessed_on": row.assessed_on,
        }
        for row in rows
    ]  # fmt: skip
