"""What the rules are asked about: one supply, in exact numbers. Impossible values cannot be built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from approvals.choices import PermitKind


class VoltageClass(StrEnum):
    """Nominal voltage at the connection point."""

    LV = "LV"
    KV10 = "10KV"
    KV20 = "20KV"
    KV35 = "35KV"
    KV110 = "110KV"


class BusinessType(StrEnum):
    NEW = "NEW"
    INCREASE = "INCREASE"
    TEMPORARY = "TEMPORARY"


class TariffClass(StrEnum):
    RESIDENTIAL = "RESIDENTIAL"
    AGRICULTURAL = "AGRICULTURAL"
    COMMERCIAL_INDUSTRIAL = "COMMERCIAL_INDUSTRIAL"


class CustomerKind(StrEnum):
    ENTERPRISE = "ENTERPRISE"
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS"
    NATURAL_PERSON = "NATURAL_PERSON"
    PUBLIC_BODY = "PUBLIC_BODY"
    RURAL_COLLECTIVE = "RURAL_COLLECTIVE"


class DevZoneLevel(StrEnum):
    NONE = "NONE"
    BELOW = "BELOW"
    PROVINCIAL = "PROVINCIAL"
    NATIONAL = "NATIONAL"


class ImportanceLevel(StrEnum):
    """As the authorities' list of important customers has it."""

    NONE = "NONE"
    SPECIAL = "SPECIAL"
    FIRST = "FIRST"
    SECOND = "SECOND"
    TEMPORARY = "TEMPORARY"


class KeyProjectLevel(StrEnum):
    NONE = "NONE"
    COUNTY = "COUNTY"
    CITY = "CITY"
    PROVINCE = "PROVINCE"
    NATIONAL = "NATIONAL"


class LengthSource(StrEnum):
    """How the length of the line is known: along the designed route, or as the crow flies."""

    ROUTE = "ROUTE"
    STRAIGHT_LINE = "STRAIGHT_LINE"


class ImpossibleInputs(ValueError):
    """A programming error: forms and serializers refuse such values with a sentence before they come here."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Capacity is in kW on low voltage and in kVA above it; the two are never compared with each other."""

    voltage_class: VoltageClass
    business_type: BusinessType
    tariff_class: TariffClass
    customer_kind: CustomerKind
    ext_route_length_m: Decimal
    applied_capacity_kva: Decimal | None = None
    applied_capacity_kw: Decimal | None = None
    existing_capacity_kva: Decimal = Decimal(0)
    source_count: int = 1
    permits_needed: tuple[PermitKind, ...] | None = None
    subst_capacity_kva: Decimal = Decimal(0)
    is_ev_charging: bool = False
    dev_zone_level: DevZoneLevel = DevZoneLevel.NONE
    importance_level: ImportanceLevel = ImportanceLevel.NONE
    in_urban_planned_land: bool = False
    grid_constrained: bool = False
    length_source: LengthSource = LengthSource.ROUTE
    key_project_level: KeyProjectLevel = KeyProjectLevel.NONE

    def __post_init__(self) -> None:
        problem = next((sentence for holds, sentence in self._demands() if not holds), None)
        if problem:
            raise ImpossibleInputs(problem)

    def _demands(self) -> list[tuple[bool, str]]:
        amounts = (self.ext_route_length_m, self.existing_capacity_kva, self.subst_capacity_kva)
        applied = self.applied_capacity_kw if self.is_low_voltage else self.applied_capacity_kva
        other = self.applied_capacity_kva if self.is_low_voltage else self.applied_capacity_kw
        exact = isinstance(applied, Decimal) and applied.is_finite() and applied > 0
        return [
            (exact, "the applied capacity is a positive exact number, in kW on low voltage and in kVA above"),
            (other is None, "the applied capacity has one unit"),
            (
                all(isinstance(n, Decimal) and n.is_finite() and n >= 0 for n in amounts),
                "amounts are exact, none negative",
            ),
            (
                exact and self.subst_capacity_kva <= (applied or 0),
                "substitution equipment is part of the applied capacity",
            ),
            (self.source_count >= 1, "there is at least one source"),
        ]

    @property
    def is_low_voltage(self) -> bool:
        return self.voltage_class == VoltageClass.LV

    @property
    def applied(self) -> Decimal:
        """The applied capacity in its own unit."""
        return (self.applied_capacity_kw if self.is_low_voltage else self.applied_capacity_kva) or Decimal(0)

    @property
    def unit(self) -> str:
        return "kW" if self.is_low_voltage else "kVA"

    def total(self, lv_power_factor: Decimal) -> Decimal:
        """Existing and applied capacity together, in the unit of the voltage class."""
        existing = self.existing_capacity_kva
        return self.applied + (existing * lv_power_factor if self.is_low_voltage else existing)

    @property
    def permits(self) -> tuple[PermitKind, ...]:
        """The permits that the line needs; all of them as long as nobody has looked."""
        return tuple(PermitKind) if self.permits_needed is None else self.permits_needed

    def to_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Inputs:
        """Rebuild from JSON; what is absent or null takes its default."""
        return cls(**{name: _READ[name](data[name]) for name in _READ if data.get(name) is not None})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _exact(value: Any) -> Decimal:
    if isinstance(value, float):
        raise ImpossibleInputs("a float is not exact")
    return Decimal(value)


_READ: dict[str, Any] = {
    "voltage_class": VoltageClass,
    "business_type": BusinessType,
    "tariff_class": TariffClass,
    "customer_kind": CustomerKind,
    "ext_route_length_m": _exact,
    "applied_capacity_kva": _exact,
    "applied_capacity_kw": _exact,
    "existing_capacity_kva": _exact,
    "source_count": int,
    "permits_needed": lambda kinds: tuple(PermitKind(kind) for kind in kinds),
    "subst_capacity_kva": _exact,
    "is_ev_charging": bool,
    "dev_zone_level": DevZoneLevel,
    "importance_level": ImportanceLevel,
    "in_urban_planned_land": bool,
    "grid_constrained": bool,
    "length_source": LengthSource,
    "key_project_level": KeyProjectLevel,
}
