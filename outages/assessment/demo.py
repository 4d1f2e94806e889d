"""Budgets of the demo county's teams: by how many customers they keep supplied."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.timezone import localdate

from gridhealth.models import GridCell
from outages.assessment.actions import set_budget
from outages.assessment.models import Budget

HOURS_A_CUSTOMER = Decimal("7.5")


def load(at: datetime) -> int:
    if Budget.objects.exists():
        return 0
    cells = GridCell.objects.annotate(customers=Sum("areas__census__customers")).exclude(customers=None)
    return len([set_budget(cell, localdate(at).year, cell.customers * HOURS_A_CUSTOMER) for cell in cells])
