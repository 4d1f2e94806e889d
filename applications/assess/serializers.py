"""The wire form of an assessment: what is asked, checked field by field, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from applications.assess.fields import Amount, Code, Codes, Count, Day, Yes
from applications.rules import (
    BusinessType,
    ClockKind,
    CustomerKind,
    DevZoneLevel,
    ImportanceLevel,
    Inputs,
    TariffClass,
    VoltageClass,
)
from approvals.choices import PermitKind, RoundKind
from deadlines.choices import Party
from gridhealth.towns import TOWNS

MOST_KVA = 10_000_000
MOST_METRES = 1_000_000
HIGH_VOLTAGES = [voltage.value for voltage in VoltageClass if voltage != VoltageClass.LV]
ONE_UNIT = _("Give the capacity once: in kW on low voltage, in kVA above it.")
NEEDS_KW = _("On low voltage, give the capacity in kW.")
NEEDS_KVA = _("Above low voltage, give the capacity in kVA: all transformers and high-voltage motors together.")
# What is asked and is no input of the rules.
APART = ("as_of", "township_code")
NOT_AN_OBJECT = _("Send one JSON object with the fields of the assessment.")
MORE_THAN_ALL = _("This equipment is part of the capacity you apply for, so it cannot be more than that.")


class AssessmentQuestion(serializers.Serializer[Any]):
    """A wish for power as far as it is known. What is null counts as not given."""

    voltage_class = Code(VoltageClass)
    applied_capacity_kva = Amount(most=MOST_KVA, is_positive=True, required=False, help_text="Above low voltage.")
    applied_capacity_kw = Amount(most=MOST_KVA, is_positive=True, required=False, help_text="On low voltage.")
    existing_capacity_kva = Amount(most=MOST_KVA, required=False)
    source_count = Count(required=False)
    business_type = Code(BusinessType)
    tariff_class = Code(TariffClass)
    customer_kind = Code(CustomerKind)
    ext_route_length_m = Amount(most=MOST_METRES)
    permits_needed = Codes(PermitKind, required=False)
    subst_capacity_kva = Amount(most=MOST_KVA, required=False)
    is_ev_charging = Yes(required=False)
    dev_zone_level = Code(DevZoneLevel, required=False)
    importance_level = Code(ImportanceLevel, required=False)
    in_urban_planned_land = Yes(required=False)
    grid_constrained = Yes(required=False)
    as_of = Day(required=False)
    township_code = serializers.ChoiceField(
        choices=[(town.code, town.name) for town in TOWNS], required=False,
        error_messages={"invalid_choice": _("Choose one of the county's townships, for example 411523100.")},
    )  # fmt: skip

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValidationError({"": [NOT_AN_OBJECT]})
        given = {name: value for name, value in data.items() if value is not None}
        errors = unit_errors(given)
        try:
            clean = super().to_internal_value(given)
        except ValidationError as refused:
            raise ValidationError({**errors, **refused.detail}) from None  # type: ignore[dict-item]
        if errors:
            raise ValidationError(errors)
        return clean

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        applied = attrs.get("applied_capacity_kw") or attrs.get("applied_capacity_kva")
        if attrs.get("subst_capacity_kva", 0) > applied:
            raise ValidationError({"subst_capacity_kva": [MORE_THAN_ALL]})
        return attrs

    @property
    def inputs(self) -> Inputs:
        return Inputs(**{name: value for name, value in self.validated_data.items() if name not in APART})


def unit_errors(given: Mapping[str, Any]) -> dict[str, Any]:
    """Low voltage speaks kW, everything above it kVA; the one is never read as the other."""
    kw, kva = "applied_capacity_kw" in given, "applied_capacity_kva" in given
    voltage = given.get("voltage_class")
    if kw and kva:
        return {"applied_capacity_kva" if voltage == VoltageClass.LV else "applied_capacity_kw": [ONE_UNIT]}
    if voltage == VoltageClass.LV and not kw:
        return {"applied_capacity_kw": [NEEDS_KW]}
    if not kva and (not kw or voltage in HIGH_VOLTAGES):
        return {"applied_capacity_kva": [NEEDS_KVA]}
    return {}


class ClockAnswer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ClockKind.values)
    limit_workdays = serializers.IntegerField(allow_null=True)
    owner = serializers.ChoiceField(choices=Party.values)
    rule = serializers.CharField()


class ReasonAnswer(serializers.Serializer[Any]):
    rule = serializers.CharField()
    text = serializers.CharField()


class CapacityAnswer(serializers.Serializer[Any]):
    """Room in the township: yes, part (so much now, all by about `full_on`), wait, or survey."""

    answer = serializers.ChoiceField(choices=["yes", "part", "wait", "survey"])
    words = serializers.CharField()
    firm_kva_now = serializers.DecimalField(max_digits=12, decimal_places=2)
    full_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    needed = serializers.CharField(allow_blank=True)


class AssessmentAnswer(serializers.Serializer[Any]):
    """What follows from the wish, under the rule set named."""

    small_micro = serializers.BooleanField()
    customer_steps = serializers.IntegerField(min_value=1, max_value=4)
    permits = serializers.ChoiceField(choices=RoundKind.values)
    plan_mode = serializers.ChoiceField(choices=["NONE", "ON_SITE", "ORDINARY"])
    investment = serializers.ChoiceField(choices=["ZERO", "INVEST_REVIEW", "BY_AGREEMENT"])
    zero_investment_grounds = serializers.ListField(
        child=serializers.ChoiceField(choices=["Z1", "Z2", "Z3", "Z4", "Z5", "Z6"])
    )
    lease_offered = serializers.BooleanField()
    connect_first = serializers.BooleanField()
    works_limit_workdays = serializers.IntegerField(allow_null=True)
    works_rule = serializers.ChoiceField(choices=["R-14", "R-15", "R-16"], allow_null=True)
    clocks = ClockAnswer(many=True)
    reasons = ReasonAnswer(many=True)
    rule_set = serializers.CharField()
    capacity = CapacityAnswer(allow_null=True, default=None)
