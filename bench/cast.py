"""The people of a measured county, and the small shop whose application is walked again and again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

ANSWERS: dict[str, Any] = {
    "customer_kind": "ENTERPRISE", "name": "新县试验茶叶有限公司", "uscc": "91350100M000100Y43",
    "address": "新县新集镇文博村1号", "township_code": "411523100", "voltage_class": "LV",
    "applied_capacity": Decimal(60), "capacity_unit": "KW", "tariff_class": "COMMERCIAL_INDUSTRIAL",
    "agrees_to_undertaking": True,
}  # fmt: skip


def cast(at: datetime) -> SimpleNamespace:
    """One officer for each role by its name, a `customer`, and a network of some hundred transformer areas."""
    import approvals.demo
    from accounts.actions import grant_role
    from accounts.models import User
    from accounts.roles import Role
    from customers.models import AccountManager, ChiefOfficer
    from gridhealth.demo import load_network
    from gridhealth.models import TransformerArea

    people = SimpleNamespace(customer=User.objects.create(username="customer", name="customer"))
    for role in Role:
        officer = User.objects.create(username=role.value, name=role.value, is_staff=True)
        grant_role(officer, role, at=at, by=None)
        setattr(people, role.value, officer)
    grant_role(people.chief, Role.INTAKE, at=at, by=None)
    AccountManager.objects.create(user=people.manager, areas=["411523100"])
    ChiefOfficer.objects.create(user=people.chief, rank=0)
    approvals.demo.load_papers()
    load_network(at)
    people.area = TransformerArea.objects.select_related("feeder").order_by("pk").first()
    return people


def applied(people: Any, *, at: datetime) -> Any:
    """A submitted application."""
    import applications.intake.actions as intake

    draft = intake.open_draft(by=people.customer, at=at)
    return intake.submit(draft.pk, by=people.customer, at=at, answers=ANSWERS, text_version="1")
