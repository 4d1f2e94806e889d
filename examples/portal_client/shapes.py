"""What the API answers, as far as this client reads it; `raw` holds the whole answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Raw = Mapping[str, Any]


class Problem(Exception):
    """A no of the portal (RFC 9457): a code for programs, a sentence for people, sentences by field."""

    def __init__(self, status: int, raw: Raw) -> None:
        self.status, self.raw = status, raw
        self.code = str(raw.get("code", ""))
        self.detail = str(raw.get("detail", ""))
        self.errors: Mapping[str, list[str]] = raw.get("errors", {})
        super().__init__(f"{status} {self.code}: {self.detail} {dict(self.errors) or ''}".strip())


@dataclass(frozen=True)
class Assessment:
    """What a supply would mean: the steps as the customer counts them, the permits, who pays, why."""

    customer_steps: int
    permits: str
    plan_mode: str
    investment: str
    works_limit_workdays: int | None
    reasons: tuple[str, ...]
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Assessment:
        return cls(
            raw["customer_steps"], raw["permits"], raw["plan_mode"], raw["investment"], raw["works_limit_workdays"],
            tuple(one["text"] for one in raw["reasons"]), raw,
        )  # fmt: skip


@dataclass(frozen=True)
class Application:
    """Where an application stands; `actions` are the verbs that are open to the caller now."""

    number: str
    stage: str
    stage_label: str
    next_due_on: date | None
    actions: tuple[str, ...]
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Application:
        due = raw["next_due_on"]
        return cls(
            raw["number"], raw["stage"], raw["stage_label"], date.fromisoformat(due) if due else None,
            tuple(raw["actions"]), raw,
        )  # fmt: skip


@dataclass(frozen=True)
class Event:
    at: datetime
    verb: str
    to_stage: str
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Event:
        return cls(datetime.fromisoformat(raw["at"]), raw["verb"], raw["to_stage"], raw)


@dataclass(frozen=True)
class Clock:
    """One promise; without `due_on` it rests or has no end yet."""

    kind: str
    name: str
    due_on: date | None
    is_breached: bool
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Clock:
        due = raw["due_on"]
        return cls(raw["kind"], raw["name"], date.fromisoformat(due) if due else None, raw["is_breached"], raw)


@dataclass(frozen=True)
class Outage:
    number: str
    stage: str
    place: str
    expected_back_at: datetime | None
    raw: Raw = field(repr=False)

    @classmethod
    def of(cls, raw: Raw) -> Outage:
        back = raw["expected_back_at"]
        return cls(raw["number"], raw["stage"], raw["place"], datetime.fromisoformat(back) if back else None, raw)
