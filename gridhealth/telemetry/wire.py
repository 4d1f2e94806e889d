"""The messages of terminals: `v1/<terminal>/data`, `.../event` and `.../state`, JSON as they send it, as values.

data   {"points": [{"at": "2026-11-24T08:00:00+08:00", "kva": "181.5", "unbalance": "8", "customers": 62,
        "in_band": 62, "lowest_v": "221.4"}]}; any of the figures may be missing
event  {"kind": "OFF", "at": "..."}
state  online or offline, retained; the broker itself says offline when the line breaks
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from gridhealth.telemetry.choices import PowerKind

TOPICS = "v1/+/+"
MOST_BYTES, MOST_POINTS = 262_144, 3_000
TOPIC = re.compile(r"v1/([\w-]{1,40})/(data|event|state)")
# Each figure with the largest value that can be meant.
FIGURES = {
    "kva": Decimal(200_000), "unbalance": Decimal(100), "customers": Decimal(100_000), "in_band": Decimal(100_000),
    "lowest_v": Decimal(1_000),
}  # fmt: skip
WHOLE = {"customers", "in_band"}


class Unreadable(ValueError):
    """Not a message of this kind; the text says why."""


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of an hour at one terminal."""

    terminal: str
    at: datetime
    kva: Decimal | None = None
    unbalance: Decimal | None = None
    customers: int | None = None
    in_band: int | None = None
    lowest_v: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PowerReport:
    terminal: str
    at: datetime
    kind: PowerKind


@dataclass(frozen=True, slots=True)
class StateReport:
    terminal: str
    is_online: bool


Report = Point | PowerReport | StateReport


def read(topic: str, payload: bytes) -> list[Report]:
    """What a message says."""
    match = TOPIC.fullmatch(topic)
    if match is None or len(payload) > MOST_BYTES:
        raise Unreadable("no topic of ours, or far too long")
    terminal, kind = match.groups()
    if kind == "state":
        return [StateReport(terminal, _state(payload))]
    told = _json(payload)
    try:
        if kind == "event":
            return [PowerReport(terminal, _moment(told["at"]), PowerKind(told["kind"]))]
        points = told["points"]
        if not isinstance(points, list) or len(points) > MOST_POINTS:
            raise Unreadable("points are a list, and not endless")
        return [_point(terminal, one) for one in points]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def _json(payload: bytes) -> dict[str, Any]:
    try:
        told = json.loads(payload, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(told, dict):
        raise Unreadable("not an object")
    return told


def _state(payload: bytes) -> bool:
    if payload not in (b"online", b"offline"):
        raise Unreadable("a state is online or offline")
    return payload == b"online"


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise Unreadable("a moment needs its zone")
    return moment


def _point(terminal: str, told: dict[str, Any]) -> Point:
    figures = {name: _figure(name, told[name]) for name in FIGURES if told.get(name) is not None}
    if not figures:
        raise Unreadable("a point without a figure")
    return Point(terminal, _moment(told["at"]), **figures)


def _figure(name: str, value: Any) -> Any:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise Unreadable(f"{name} is no number") from error
    if not (number.is_finite() and 0 <= number <= FIGURES[name]):
        raise Unreadable(f"{name} is out of any range")
    return int(number) if name in WHOLE else number
