"""From inputs to facts: every comparison with a limit is made here, once, on exact numbers."""

from __future__ import annotations

from decimal import Decimal

from applications.rules.decision import plain
from applications.rules.inputs import BusinessType, DevZoneLevel, ImportanceLevel, Inputs, LengthSource, TariffClass
from applications.rules.rulesets import RuleSet
from applications.rules.sentences import Param
from applications.rules.tables import Facts, Silence

BANDS = {"LV": "LV", "10KV": "MV", "20KV": "MV", "35KV": "HIGH", "110KV": "HIGH"}
FAVOURED_ZONES = (DevZoneLevel.PROVINCIAL, DevZoneLevel.NATIONAL)


def classify(inputs: Inputs, rules: RuleSet) -> Facts:
    """The first step: what kind of supply this is."""
    lv, temporary = inputs.is_low_voltage, inputs.business_type == BusinessType.TEMPORARY
    band, single = BANDS[inputs.voltage_class], inputs.source_count == 1
    important = inputs.importance_level != ImportanceLevel.NONE
    return {
        "band": band,
        "high_voltage": not lv,
        "tariff": inputs.tariff_class,
        "residential": inputs.tariff_class == TariffClass.RESIDENTIAL,
        "new": inputs.business_type == BusinessType.NEW,
        "temporary": temporary,
        "single": single,
        "important": important,
        "ev_charging": inputs.is_ev_charging,
        "favoured_zone": inputs.dev_zone_level in FAVOURED_ZONES,
        "urban": inputs.in_urban_planned_land,
        "constrained": inputs.grid_constrained,
        "eligible": not temporary or rules.temporary_zero_investment,
        "lease": temporary and not lv,
        "supervised": important or band == "HIGH" or (not lv and not single),
        "green_channel": inputs.key_project_level in rules.green_channel_levels,
        "authority": authority(inputs, rules),
        **_capacity(inputs, rules),
        **_length(inputs, rules),
    }


def _capacity(inputs: Inputs, rules: RuleSet) -> Facts:
    lv, total = inputs.is_low_voltage, inputs.total(rules.lv_power_factor)
    non_residential = inputs.tariff_class != TariffClass.RESIDENTIAL
    return {
        "small_micro": lv and non_residential and total <= rules.lv_small_micro_limit_kw,
        "within_on_site": not lv and total <= rules.on_site_limit_kva,
        "substitution": inputs.subst_capacity_kva > 0,
        # Multiplied, not divided: exactly the share is not more than the share.
        "substitution_leads": inputs.subst_capacity_kva > rules.substitution_share * inputs.applied,
    }


def _length(inputs: Inputs, rules: RuleSet) -> Facts:
    small_micro = bool(_capacity(inputs, rules)["small_micro"])
    exempt_class = not inputs.is_low_voltage or small_micro
    granted = bool(exemption_basis(inputs, rules))
    limit, length = length_limit(inputs, rules), inputs.ext_route_length_m
    return {
        "permits_needed": bool(inputs.permits),
        "exempt_class": exempt_class,
        "exemption_granted": granted,
        "length_limited": limit is not None,
        "length": "WITHIN" if limit is None or length <= limit else "BEYOND",
        "length_close": limit is not None and abs(length - limit) <= rules.survey_uncertainty_m,
        "length_matters": bool(inputs.permits) and exempt_class and granted and limit is not None,
        "straight_line": inputs.length_source == LengthSource.STRAIGHT_LINE,
    }


def length_limit(inputs: Inputs, rules: RuleSet) -> Decimal | None:
    """Up to which length an undertaking may take the place of permits; None: at any length."""
    return rules.lv_small_micro_limit_m if inputs.is_low_voltage else rules.short_connection_limit_m


def exemption_basis(inputs: Inputs, rules: RuleSet) -> str:
    """The government's paper that waives the permits; without one nobody is told that none are needed."""
    return rules.exemption_basis.get("LV" if inputs.is_low_voltage else "HV", "")


def authority(inputs: Inputs, rules: RuleSet) -> str:
    """Which level of the company decides, by voltage and capacity."""
    for row in rules.authorities:
        within = row.up_to_kva is None or inputs.total(rules.lv_power_factor) <= row.up_to_kva
        if inputs.voltage_class in row.voltage_classes and within:
            return row.level
    raise Silence("authorities", inputs.voltage_class)


def numbers(inputs: Inputs, rules: RuleSet) -> dict[str, Param]:
    """Everything that a sentence may mention."""
    limit = length_limit(inputs, rules)
    return {
        "total": plain(inputs.total(rules.lv_power_factor)),
        "applied": plain(inputs.applied),
        "substitution": plain(inputs.subst_capacity_kva),
        "length": plain(inputs.ext_route_length_m),
        "length_limit": "" if limit is None else plain(limit),
        "uncertainty": plain(rules.survey_uncertainty_m),
        "small_micro_limit": plain(rules.lv_small_micro_limit_kw),
        "on_site_limit": plain(rules.on_site_limit_kva),
        "permits": [str(kind) for kind in inputs.permits],
        "permit_days": str(rules.workdays("permits")),
        "works_small_micro_days": str(rules.workdays("works_small_micro")),
        "works_mv_days": str(rules.workdays("works_mv")),
        "lv_total_days": str(rules.workdays("lv_total")),
    }
