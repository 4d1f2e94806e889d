"""What 95598 and the app push, as values; None for what makes no sense."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

FACTS = {"kind": 10, "words": 2000, "phone": 20}
ANSWERS = {
    "purpose": 20, "business_type": 20, "name": 200, "uscc": 18, "township_code": 9, "address": 200,
    "applied_capacity": 12, "capacity_unit": 4, "customer_kind": 20, "wanted_on": 10,
}  # fmt: skip
OLDEST = timedelta(days=30)
FROM_THE_FUTURE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TicketWord:
    """`seq` numbers the words about one ticket from 1; `said_at` is when the caller spoke."""

    ticket: str
    seq: int
    word: str
    said_at: datetime
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppIntake:
    intake_no: str
    phone: str
    said_at: datetime
    answers: dict[str, str] = field(default_factory=dict)


def ticket_word(body: bytes, *, at: datetime) -> TicketWord | None:
    told = _object(body)
    found = _texts(told, FACTS)
    ticket, seq, word = told.get("ticket"), told.get("seq", 1), told.get("word", "OPENED")
    said_at = _moment(told.get("said_at"), at=at)
    is_numbered = isinstance(seq, int) and not isinstance(seq, bool) and 1 <= seq <= 999
    if found is None or not _is_name(ticket) or not is_numbered or not isinstance(word, str) or said_at is None:
        return None
    return TicketWord(str(ticket).strip(), int(seq), word, said_at, found)


def app_intake(body: bytes, *, at: datetime) -> AppIntake | None:
    told = _object(body)
    answers = told.get("answers", {})
    found = _texts(answers, ANSWERS) if isinstance(answers, dict) else None
    said_at, phone = _moment(told.get("said_at"), at=at), told.get("phone")
    if found is None or not _is_name(told.get("intake")) or said_at is None or not isinstance(phone, str):
        return None
    return AppIntake(
        str(told["intake"]).strip(), phone, said_at, {name: value for name, value in found.items() if value}
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _texts(told: dict[str, Any], longest: dict[str, int]) -> dict[str, str] | None:
    found = {name: told.get(name, "") for name in longest}
    if not all(isinstance(value, str) and len(value) <= longest[name] for name, value in found.items()):
        return None
    return None if "\x00" in "".join(found.values()) else found


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 80 and "\x00" not in value


def _moment(value: Any, *, at: datetime) -> datetime | None:
    """Said when? Without a word about it: now. What comes from the future or from long ago is not believed."""
    if value is None:
        return at
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None or not at - OLDEST <= moment <= at + FROM_THE_FUTURE:
        return None
    return min(moment, at)
