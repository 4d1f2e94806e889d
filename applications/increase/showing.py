"""Which account the power goes to, and what it has now: for the customer's page and for the officers'."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from applications.rules.decision import plain
from applications.survey.wording import measured
from customers.models import SupplyPoint


def named_account(case: Application) -> SupplyPoint | None:
    """What the customer has named since applying, whether or not our books agree."""
    named = case.timeline.events.filter(verb="name_account").order_by("-seq").first()
    return SupplyPoint.objects.open().with_place().filter(pk=named.data["supply_point"]).first() if named else None


def account_rows(case: Application) -> list[dict[str, Any]]:
    """The account of the supply; before the power is on, the one that is to get more."""
    if case.supply_point is not None:
        return [{"label": _("Account number"), "value": case.supply_point.account_no}]
    return _expected(case) if case.is_increase else []


def _expected(case: Application) -> list[dict[str, Any]]:
    asked = case.facts
    before = {"label": _("Power there now"), "value": measured(plain(asked.existing_capacity_kva), asked.unit)}
    if not case.has_settled_account:
        return [before, {"label": _("Account number"), "value": _("Not known yet: we find it out before the contract")}]
    point = case.settlement.supply_point
    if point is None:
        return [before, {"label": _("Account number"), "value": _("A new one, given when the power comes on")}]
    note = _("Now %(kva)s kVA by our books") % {"kva": plain(point.capacity_kva)}
    return [before, {"label": _("Account number"), "value": point.account_no, "note": note}]
