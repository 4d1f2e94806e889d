"""What the rules answer: a frozen value that can be stored as JSON and shown in any language later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from applications.rules.sentences import Param, say


@dataclass(frozen=True)
class Reason:
    """A sentence a customer understands, with the id of the rule behind it. The words are chosen when it is read."""

    rule: str
    key: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return say(self.key, self.params)

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "key": self.key, "params": dict(self.params)}


@dataclass(frozen=True)
class Limit:
    """One known limit for a step: our own promise or the law's outer bound. Unconfirmed ones await the company."""

    workdays: int
    basis: str  # PROMISE or LAW
    is_confirmed: bool = True


@dataclass(frozen=True)
class ClockPlan:
    """A clock to start in the course of the case. `limits` keeps every known limit; the strictest is the one shown."""

    kind: str
    owner: str
    rule: str
    limits: tuple[Limit, ...] = ()

    @property
    def strictest(self) -> Limit | None:
        return min(self.limits, key=lambda limit: limit.workdays, default=None)

    @property
    def limit_workdays(self) -> int | None:
        return self.strictest.workdays if self.strictest else None

    @property
    def is_confirmed(self) -> bool:
        return self.strictest is None or self.strictest.is_confirmed


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Everything that follows from the inputs under one rule set."""

    rule_set: str
    small_micro: bool
    customer_steps: int
    permits: str
    permits_needed: tuple[str, ...]
    exemption_basis: str
    needs_length_confirmation: bool
    plan_mode: str
    plan_valid_months: int | None
    investment: str
    zero_investment_grounds: tuple[str, ...]
    lease_offered: bool
    temporary_term_months: int | None
    connect_first: bool
    works: str
    works_limit_workdays: int | None
    works_rule: str | None
    has_customer_works: bool
    design_review_needed: bool
    mid_inspection_needed: bool
    authority_level: str
    green_channel: bool
    clocks: tuple[ClockPlan, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_company_invested(self) -> bool:
        return self.investment == "ZERO"

    @property
    def needs_investment_review(self) -> bool:
        return self.investment == "INVEST_REVIEW"

    @property
    def lv_works(self) -> bool:
        """Works on low voltage that the company does without a written plan before them."""
        return self.plan_mode == "NONE"

    @property
    def starts_works_at_survey(self) -> bool:
        return self.works_rule == "R-16"

    def clock(self, kind: str) -> ClockPlan | None:
        return next((clock for clock in self.clocks if clock.kind == kind), None)

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "clocks": [asdict(clock) for clock in self.clocks],
            "reasons": [reason.to_json() for reason in self.reasons],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        lists = {name: tuple(data[name]) for name in ("permits_needed", "zero_investment_grounds")}
        clocks = tuple(
            ClockPlan(**{**clock, "limits": tuple(Limit(**limit) for limit in clock["limits"])})
            for clock in data["clocks"]
        )
        return cls(
            **{**data, **lists, "clocks": clocks, "reasons": tuple(Reason(**reason) for reason in data["reasons"])}
        )


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
