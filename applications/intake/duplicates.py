"""The same customer at one place in two cases that await power: asked about before, shown to officers after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from applications.intake.answers import full_address
from applications.models import Application
from customers.models import Customer

SAY_WHY = _(
    "You have an open application for this place already: %(number)s. Follow that one, or say in a few words why you "
    "need another."
)
MOST_SHOWN = 5


def same_place(answers: Mapping[str, Any], *, by: Any) -> Application | None:
    """An open case of the same sign-in, for the same customer at the same place. Of other people's nothing is said."""
    number = str(answers.get("uscc") or answers.get("citizen_id") or "")
    if not (number and answers.get("address")):
        return None
    customers = Customer.objects.identified_by(number)
    here = _at(
        blind_index(full_address(answers, settings.COUNTY["name_zh"])),
        blind_index(str(answers.get("real_estate_unit") or "")),
    )
    return (
        Application.objects.awaiting_power().filter(here, applicant=by, customer__in=customers).order_by("-pk").first()
    )


def likely_duplicates(application: Application) -> list[Application]:
    """Other open cases at the same place, those of the same customer (`is_same`) first, whoever signed in for them."""
    customer, site = application.customer, application.site
    if customer is None or site is None:
        return []
    here = _at(site.address_index, site.real_estate_unit_index)
    who = Q(customer__uscc_index=customer.uscc_index) & ~Q(customer__uscc_index="")
    who |= Q(customer__citizen_id_index=customer.citizen_id_index) & ~Q(customer__citizen_id_index="")
    is_same = Case(When(who, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
    rows = Application.objects.awaiting_power().filter(here).exclude(pk=application.pk).annotate(is_same=is_same)
    return list(rows.select_related("customer", "site").order_by("-is_same", "-pk")[:MOST_SHOWN])


def _at(address_index: str, unit_index: str) -> Q:
    """By the unit of the land register, or by the address; what is not known is no place."""
    here = Q(site__address_index=address_index) if address_index else Q(pk__in=[])
    return here | Q(site__real_estate_unit_index=unit_index) if unit_index else here
