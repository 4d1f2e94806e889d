"""What a customer need not know, worked out from what they said. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, ROUND_UP, Decimal, InvalidOperation
from typing import Any

from applications.assess.forms import Purpose
from applications.rules import BusinessType, RuleSet, TariffClass, VoltageClass
from applications.rules.screening import kva_from_kw, kw_from_kva, likely_voltage
from customers.choices import CustomerKind

TARIFFS: dict[Any, TariffClass] = {Purpose.HOME: TariffClass.RESIDENTIAL, Purpose.FARM: TariffClass.AGRICULTURAL}
PRIVATE_PILE = (Purpose.CHARGING, CustomerKind.NATURAL_PERSON)
PARTS = ("existing_capacity_kva", "subst_capacity_kva")


def derived(given: Mapping[str, Any], rules: RuleSet) -> dict[str, Any]:
    """Checked answers with tariff, connection type, voltage and unit filled in; amounts in the unit of the voltage."""
    purpose = given.get("purpose")
    business = BusinessType.TEMPORARY if purpose == Purpose.SITE else given.get("business_type") or BusinessType.NEW
    tariff = given.get("tariff_class") or _usual_tariff(purpose, given.get("customer_kind"))
    facts = {
        **given,
        "business_type": str(BusinessType(business)),
        "tariff_class": str(TariffClass(tariff)),
        "is_ev_charging": bool(given.get("is_ev_charging")) or purpose == Purpose.CHARGING,
    }
    if facts["business_type"] != BusinessType.INCREASE:
        facts["existing_capacity_kva"] = None
    total = given["applied_capacity"] + (facts["existing_capacity_kva"] or 0)
    facts["voltage_class"] = given.get("voltage_class") or str(likely_voltage(total, rules))
    return _in_unit(facts, rules)


def _usual_tariff(purpose: Any, customer_kind: Any) -> TariffClass:
    """The price by what the power is for; a person's own charging pile is part of living at home."""
    if (purpose, customer_kind) == PRIVATE_PILE:
        return TariffClass.RESIDENTIAL
    return TARIFFS.get(purpose, TariffClass.COMMERCIAL_INDUSTRIAL)


def _in_unit(facts: dict[str, Any], rules: RuleSet) -> dict[str, Any]:
    """kW on low voltage, kVA above it; the customer's number was in either. The whole is rounded up, a part down."""
    spoken = facts.get("capacity_unit") or "KW"
    wanted = "KW" if facts["voltage_class"] == VoltageClass.LV else "KVA"
    facts["capacity_unit"] = wanted
    if spoken == wanted:
        return facts
    for name in ("applied_capacity", *PARTS):
        if facts.get(name):
            rounding = ROUND_DOWN if name == "subst_capacity_kva" else ROUND_UP
            facts[name] = (
                kw_from_kva(facts[name], rules) if wanted == "KW" else kva_from_kw(facts[name], rules, rounding)
            )
    return facts


def in_unit(kva: Decimal, unit: str, rules: RuleSet) -> Decimal:
    """What our books hold in kVA, in the unit that the customer speaks of."""
    return kva if unit == "KVA" else kw_from_kva(kva, rules)


def amount(text: Any) -> Decimal:
    """A typed number, or nothing: good enough to choose the next question, never to decide anything."""
    try:
        number = Decimal(str(text or "0").strip())
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() and 0 <= number < 10**9 else Decimal(0)


def is_large(answers: Mapping[str, Any], rules: RuleSet) -> bool:
    """More than a small connection: only then do voltage, second lines and zones matter."""
    if answers.get("voltage_class") not in (None, "", VoltageClass.LV):
        return True
    total = amount(answers.get("applied_capacity"))
    if answers.get("business_type") == BusinessType.INCREASE:
        total += amount(answers.get("existing_capacity_kva"))
    return total > rules.lv_small_micro_limit_kw


def implied(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The typed answers with those that need no question: a home is lived in by a person."""
    if answers.get("purpose") == Purpose.HOME:
        return {**answers, "customer_kind": CustomerKind.NATURAL_PERSON.value, "capacity_unit": "KW"}
    return dict(answers)


def last_day_of_term(start: date, rules: RuleSet) -> date:
    """Supply for a limited time ends at the latest so many months from today."""
    month = start.month - 1 + rules.temporary_term_months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
