"""By what the figures are broken down: the column, and the words for its keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from applications.rules.clocks import ClockKind
from applications.stages import Stage
from approvals.choices import Department
from gridhealth.towns import TOWNS
from portal.dashboards.choices import SupplyClass

NOBODY = _("Nobody yet")
TOWN_NAMES = {town.code: town.name for town in TOWNS}


class Dimension(NamedTuple):
    """`key` is what rows are grouped by, `field` what a list of cases is narrowed by.

    `is_of_now`: a finished case has none.
    """

    name: str
    label: Any
    field: str
    words: Callable[[list[Any]], dict[Any, Any]]
    is_of_now: bool = False
    key: Any = None


def _choice(choices: Any) -> Callable[[list[Any]], dict[Any, Any]]:
    known = dict(choices.choices)
    return lambda keys: {key: known.get(key, key or NOBODY) for key in keys}


def _towns(keys: list[Any]) -> dict[Any, Any]:
    return {key: TOWN_NAMES.get(key, key or _("Unknown")) for key in keys}


def _officers(keys: list[Any]) -> dict[Any, Any]:
    """Names are read in one statement: they are stored encrypted, so no table can be joined for them."""
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[key for key in keys if key])}
    return {key: names.get(key, NOBODY) for key in keys}


DIMENSIONS = {
    one.name: one
    for one in (
        Dimension("stage", _("Stage"), "stage", _choice(Stage), is_of_now=True),
        Dimension("team", _("Team"), "team", _choice(Role), is_of_now=True),
        Dimension("officer", _("Account manager"), "manager_id", _officers),
        Dimension("town", _("Township"), "town_code", _towns),
        Dimension("class", _("Kind of supply"), "supply_class", _choice(SupplyClass)),
        Dimension(
            "authority", _("Authority"), "departments__contains", _choice(Department), is_of_now=True,
            key=Func(F("departments"), function="unnest"),
        ),
    )
}  # fmt: skip


def narrowed(dimension: Dimension, key: str) -> Q:
    """The facts with this key, as it stands in an address."""
    if dimension.name == "authority":
        return Q(departments__contains=[key])
    if dimension.name == "officer":
        return Q(manager_id=int(key)) if key.isdecimal() and len(key) < 16 else Q(manager_id=None)
    return Q(**{dimension.field: key})


def step_name(kind: str) -> Any:
    return ClockKind(kind).label if kind in ClockKind else kind
