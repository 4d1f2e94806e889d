"""First guesses for people who don't know the technical answer yet. A guess is for the pre-assessment only."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal

from applications.rules.inputs import VoltageClass
from applications.rules.rulesets import RuleSet
from applications.rules.tables import Silence


def kva_from_kw(kw: Decimal, rules: RuleSet, rounding: str = ROUND_UP) -> Decimal:
    """Apparent power for screening; the whole is rounded up and a part down, so that no limit is met by rounding."""
    return (kw / rules.screening_power_factor).quantize(Decimal("0.01"), rounding)


def kw_from_kva(kva: Decimal, rules: RuleSet) -> Decimal:
    return kva * rules.lv_power_factor


def likely_voltage(capacity: Decimal, rules: RuleSet) -> VoltageClass:
    """The voltage that a supply of this size usually gets."""
    for guess in rules.voltage_guesses:
        if guess.up_to is None or capacity <= guess.up_to:
            return VoltageClass(guess.voltage_class)
    raise Silence("voltage_guesses", str(capacity))
