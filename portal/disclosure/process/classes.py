"""The classes of customers that the process page draws, each by one typical supply; the rules say the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from applications.rules import BusinessType, CustomerKind, Inputs, TariffClass, VoltageClass

B, C, T, V = BusinessType, CustomerKind, TariffClass, VoltageClass
SHORT_M, LONG_M = Decimal(80), Decimal(420)


class Class(NamedTuple):
    """A name for people, what is taken as its example, and the supply itself."""

    key: str
    name: Any
    example: Any
    inputs: Inputs


def _low(kw: int, tariff: T, customer: C, business: B = B.NEW, length: Decimal = SHORT_M) -> Inputs:
    return Inputs(
        voltage_class=V.LV, business_type=business, tariff_class=tariff, customer_kind=customer,
        ext_route_length_m=length, applied_capacity_kw=Decimal(kw),
    )  # fmt: skip


def _high(kva: int, voltage: V = V.KV10, business: B = B.NEW, length: Decimal = LONG_M, **more: Any) -> Inputs:
    return Inputs(
        voltage_class=voltage, business_type=business, tariff_class=T.COMMERCIAL_INDUSTRIAL,
        customer_kind=C.ENTERPRISE, ext_route_length_m=length, applied_capacity_kva=Decimal(kva), **more,
    )  # fmt: skip


CLASSES = (
    Class("shop", _("Small shop, workshop or office"), _("low voltage, 20 kW, line of 80 m"),
          _low(20, T.COMMERCIAL_INDUSTRIAL, C.INDIVIDUAL_BUSINESS)),
    Class("home", _("Home"), _("low voltage, 8 kW, line of 80 m"), _low(8, T.RESIDENTIAL, C.NATURAL_PERSON)),
    Class("farm", _("Farming and irrigation"), _("low voltage, 30 kW, line of 80 m"),
          _low(30, T.AGRICULTURAL, C.RURAL_COLLECTIVE)),
    Class("large-low", _("Business on low voltage, above small and micro"), _("low voltage, 200 kW, line of 80 m"),
          _low(200, T.COMMERCIAL_INDUSTRIAL, C.ENTERPRISE)),
    Class("ten", _("10 kV, single source, up to the on-the-spot limit"), _("800 kVA, line of 80 m"),
          _high(800, length=SHORT_M)),
    Class("ten-long", _("10 kV, single source, larger, with a longer line"), _("2500 kVA, line of 420 m"), _high(2500)),
    Class("increase", _("10 kV, more power for an existing supply"), _("400 kVA more on 630 kVA, no new line outside"),
          _high(400, business=B.INCREASE, existing_capacity_kva=Decimal(630), permits_needed=(), length=SHORT_M)),
    Class("dual", _("10 kV, two sources"), _("2500 kVA, line of 420 m"), _high(2500, source_count=2)),
    Class("charging", _("Charging station for vehicles on 10 kV"), _("1250 kVA, line of 420 m"),
          _high(1250, is_ev_charging=True)),
    Class("thirty-five", _("35 kV"), _("12,500 kVA, line of 420 m"), _high(12_500, V.KV35)),
    Class("temporary", _("Building site or event"), _("10 kV, 315 kVA for a limited time, line of 80 m"),
          _high(315, business=B.TEMPORARY, length=SHORT_M)),
)  # fmt: skip
