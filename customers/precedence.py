"""Who is told and called first when the power is off: where a life hangs on it, then important customers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.choices import ImportanceLevel
from customers.models import Customer
from notifications.precedence import register

LEVELS = (
    (1, _("Specially important"), [ImportanceLevel.SPECIAL]),
    (2, _("Important, first level"), [ImportanceLevel.FIRST]),
    (3, _("Important"), [ImportanceLevel.SECOND, ImportanceLevel.TEMPORARY]),
)


def _signed_in(customers: QuerySet[Customer]) -> QuerySet[Any]:
    return customers.filter(user__isnull=False).values("user")


register(0, _("Life support"), lambda: _signed_in(Customer.objects.life_support()))
for rank, label, levels in LEVELS:
    register(rank, label, lambda levels=levels: _signed_in(Customer.objects.filter(importance_level__in=levels)))
