"""What a month of electricity costs under one edition of the prices: exact numbers, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
PERIODS = ("sharp", "peak", "flat", "valley")
"""Times of day, the dearest first; a class without them has one price, written under `flat`."""


class BadFile(ValueError):
    """The file of prices cannot be taken; the message says where and why."""


@dataclass(frozen=True)
class Line:
    """So much of something at a price: what it is is told by `key`, amounts in `unit`, `price` and `yuan` in yuan."""

    key: str
    amount: Decimal
    unit: str
    price: Decimal
    yuan: Decimal


@dataclass(frozen=True)
class Bill:
    lines: tuple[Line, ...]

    @property
    def yuan(self) -> Decimal:
        return sum((line.yuan for line in self.lines), Decimal(0))


def bill(
    rate: Mapping[str, Any], energy_kwh: Mapping[str, Decimal], *, basis: str = "", amount: Decimal = Decimal(0)
) -> Bill:
    """Of one month. `rate` is a row of the edition; `basis` is CAPACITY (kVA) or DEMAND (kW) for a two-part price.

    Steps of a household's consumption are used one after the other; every line is rounded to the cent.
    """
    lines = _steps(rate, energy_kwh) if rate.get("steps") else _periods(rate, energy_kwh)
    if basis:
        unit, price = ("kVA", rate["capacity"]) if basis == "CAPACITY" else ("kW", rate["demand"])
        lines.append(_line(basis.lower(), amount, unit, Decimal(price)))
    return Bill(tuple(lines))


def _periods(rate: Mapping[str, Any], energy_kwh: Mapping[str, Decimal]) -> list[Line]:
    energy = rate["energy"]
    return [
        _line(period, energy_kwh[period], "kWh", Decimal(energy[period]))
        for period in PERIODS if energy_kwh.get(period) and period in energy
    ]  # fmt: skip


def _steps(rate: Mapping[str, Any], energy_kwh: Mapping[str, Decimal]) -> list[Line]:
    left, used, lines = sum(energy_kwh.values(), Decimal(0)), Decimal(0), []
    for number, step in enumerate(rate["steps"], start=1):
        room = left if step["up_to"] is None else min(left, Decimal(step["up_to"]) - used)
        if room > 0:
            lines.append(_line(f"step-{number}", room, "kWh", Decimal(step["price"])))
            left, used = left - room, used + room
    return lines


def _line(key: str, amount: Decimal, unit: str, price: Decimal) -> Line:
    return Line(key, amount, unit, price, (amount * price).quantize(CENT, ROUND_HALF_UP))


def check(told: Mapping[str, Any]) -> None:
    """Whether a file holds an edition of prices; BadFile with the place of the first fault."""
    for name in ("edition", "effective_from", "source", "rates", "fees"):
        if name not in told:
            raise BadFile(f"{name} is missing")
    for n, rate in enumerate(told["rates"]):
        _check_rate(f"rates[{n}]", rate)
    for n, fee in enumerate(told["fees"]):
        if {"zh", "en", "yuan", "basis_zh", "basis_en"} - fee.keys():
            raise BadFile(f"fees[{n}] needs zh, en, yuan, basis_zh and basis_en")
        _exact(f"fees[{n}].yuan", fee["yuan"])


def _check_rate(where: str, rate: Mapping[str, Any]) -> None:
    if {"key", "class", "zh", "en"} - rate.keys():
        raise BadFile(f"{where} needs key, class, zh and en")
    if not rate.get("steps") and not rate.get("energy"):
        raise BadFile(f"{where} needs energy or steps")
    for period, price in rate.get("energy", {}).items():
        if period not in PERIODS:
            raise BadFile(f"{where}.energy.{period} is none of {', '.join(PERIODS)}")
        _exact(f"{where}.energy.{period}", price)
    last = Decimal(0)
    for n, step in enumerate(rate.get("steps", ())):
        _exact(f"{where}.steps[{n}].price", step["price"])
        is_last = n == len(rate["steps"]) - 1
        if (step["up_to"] is None) != is_last or (not is_last and Decimal(step["up_to"]) <= last):
            raise BadFile(f"{where}.steps must rise, and the last one alone is open")
        last = Decimal(step["up_to"]) if not is_last else last
    for name in ("capacity", "demand"):
        if name in rate:
            _exact(f"{where}.{name}", rate[name])


def _exact(where: str, value: Any) -> None:
    """Money is written as text, so that no machine rounds it on the way."""
    try:
        is_price = isinstance(value, str) and Decimal(value).is_finite() and Decimal(value) >= 0
    except ArithmeticError:
        is_price = False
    if not is_price:
        raise BadFile(f'{where} must be a number in quotes, like "0.5600"')
