"""A lease as rows to read, for the customer and for the officers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.lease.actions import balance_of
from applications.rules.decision import plain
from applications.survey.wording import day, measured


def _balance(lease: Any) -> dict[str, Any]:
    """What is left, once the transformer is back: to be paid, or to be given back; before, nobody knows it."""
    if lease.returned_on is None:
        return {}
    left = lease.balance_yuan if lease.balance_yuan is not None else balance_of(lease)
    days = lease.days(lease.returned_on)
    at_this_price = ngettext("%(n)s day at this price", "%(n)s days at this price", days) % {"n": days}
    end = _("To be given back") if left < 0 else _("Still to pay")
    return {at_this_price: lease.yuan_per_day * days, end: abs(left)}


def rows(lease: Any) -> list[dict[str, Any]]:
    """Only what is known yet."""
    if lease is None:
        return []
    begun = lease.delivered_on or lease.from_on
    wanted = measured(str(lease.wanted_kva), "kVA") if lease.wanted_kva else ""
    money = {
        _("Price of a day"): lease.yuan_per_day, _("Deposit"): lease.deposit_yuan,
        _("Damage"): lease.damage_yuan or None, **_balance(lease),
    }  # fmt: skip
    known = [
        (_("Where it stands"), lease.get_stage_display()),
        (_("Instead"), lease.get_instead_display() if lease.instead else ""),
        (_("Which transformer"), str(lease.transformer) if lease.transformer else wanted),
        (_("From"), day(begun) if begun else ""),
        (_("Until (last day)"), day(lease.until_on) if lease.until_on else ""),
        *(
            (label, _("CNY %(amount)s") % {"amount": plain(value)})
            for label, value in money.items()
            if value is not None
        ),
        (_("Damage found"), _(", ").join(lease.damages)),
    ]
    return [{"label": label, "value": value} for label, value in known if value]
