"""What a number said to be an account means: does it exist, is it this customer's, is it at this place."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models import SupplyPoint, SupplyPointQuerySet

NUMBER = re.compile(r"\d{10}|\d{13}")
FORMAT = _("An account number has 10 or 13 digits. Read it off a bill, or say that you don't know it.")
UNKNOWN = _("We have no account of this number. Look at the bill again, or say that you don't know it.")
ANOTHERS = _(
    "This account is not in the name of whoever applies. If that is so, say that it is in another name: we look at it "
    "together with you."
)
ELSEWHERE = _(
    "This account is at another place than the address you gave. Put right whichever of them is wrong, or say that you "
    "don't know the number."
)


def plain(typed: str) -> str:
    """The digits alone, as people group them on bills."""
    return "".join(typed.split()).replace("-", "")


def account(number: str) -> SupplyPoint | None:
    """The open account of this number."""
    return SupplyPoint.objects.open().with_place().filter(account_no=number).first() if number else None


def own_accounts(user: Any) -> SupplyPointQuerySet:
    """The open accounts of whoever this sign-in stands for, oldest first."""
    return SupplyPoint.objects.open().with_place().filter(customer__user=user).order_by("opened_at", "pk")


def fault(point: SupplyPoint | None, *, identity: str = "", township_code: str = "") -> Any:
    """Why the account cannot be the one that is meant; empty when it can. What is not given is not compared.

    Nobody learns from it whose account it is, or where.
    """
    if point is None:
        return UNKNOWN
    if identity and not point.customer.goes_by(identity):
        return ANOTHERS
    there = point.site.township_code
    return ELSEWHERE if township_code and there and there != township_code else ""
