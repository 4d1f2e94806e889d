"""What the platforms told of a project, made one: the newest word counts, in whatever order it came. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from customers.identifiers import check_phone, check_project_code, check_uscc
from customers.projects.choices import Level

MOST_KVA = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class News:
    """One event as it was told; equal moments are put in order by their ids."""

    told_at: datetime
    event_id: str
    kind: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    facts: Mapping[str, str]
    is_cancelled: bool
    first_at: datetime
    last_at: datetime


def fold(news: Iterable[News]) -> Told:
    """A blank says nothing, so it never wipes out what was said before. At least one piece of news is needed."""
    in_order = sorted(news, key=lambda one: (one.told_at, one.event_id))
    facts: dict[str, str] = {}
    is_cancelled = False
    for one in in_order:
        facts |= {name: value for name, value in one.facts.items() if value}
        is_cancelled = one.kind == "PROJECT_CANCELLED"
    return Told(facts, is_cancelled, in_order[0].told_at, in_order[-1].told_at)


def columns(facts: Mapping[str, str]) -> dict[str, Any]:
    """The facts as the columns of a lead; what cannot be read is left blank, and a person asks."""
    code, is_code_right = code_of(facts.get("code", ""))
    level = facts.get("level", "")
    return {
        "code": code, "is_code_right": is_code_right, "former_code": code_of(facts.get("former_code", ""))[0],
        "name": facts.get("name", ""), "owner_name": facts.get("owner_name", ""),
        "uscc": _or_blank(check_uscc, facts.get("owner_uscc", "")),
        "phone": _or_blank(check_phone, facts.get("phone", "")),
        "township_code": facts.get("township_code", "")[:9], "address": facts.get("address", ""),
        "needed_kva": _amount(facts.get("needed_kva", "")), "wanted_on": _day(facts.get("wanted_on", "")),
        "level": level if level in Level.values else Level.COUNTY.value,
    }  # fmt: skip


def code_of(text: str) -> tuple[str, bool]:
    """A project code in its one spelling; what has not even the shape of one is no code."""
    try:
        return check_project_code(text) if text else ("", True)
    except ValueError:
        return "", True


def _or_blank(check: Any, text: str) -> str:
    try:
        return str(check(text)) if text else ""
    except ValueError:
        return ""


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 < amount < MOST_KVA else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
