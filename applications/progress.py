"""How far a case has come, in steps as the customer counts them, each with its parts, promises and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.stages import CLOSED, SUPPLIED
from applications.works.models import CustomerWorks
from deadlines.models import Clock


@dataclass(frozen=True)
class Part:
    """One thing that happens inside a step: when it happened, or by when it is promised."""

    key: str
    title: Any
    done_at: datetime | None = None
    promised: date | None = None
    is_theirs: bool = False  # the customer's own part: its day is no promise of ours

    @property
    def at(self) -> datetime | date | None:
        return self.done_at or self.promised


APPLY, PLAN, WORKS, METER = "apply", "plan", "works", "meter"
TITLES = {
    APPLY: _("Your application"),
    PLAN: _("The supply plan"),
    WORKS: _("Works and inspection"),
    METER: _("Meter and power"),
}
APPLY_AND_PLAN = _("Apply and get the plan")
# Which parts belong to which step, by the number of steps the customer counts.
GROUPS: dict[int, tuple[tuple[str, ...], ...]] = {
    1: ((APPLY, PLAN, WORKS, METER),),
    2: ((APPLY, PLAN), (WORKS, METER)),
    3: ((APPLY,), (PLAN, WORKS), (METER,)),
    4: ((APPLY,), (PLAN,), (WORKS,), (METER,)),
}


def steps(application: Application, clocks: Iterable[Clock]) -> list[dict[str, Any]]:
    """The steps for the drawing, each with its parts; the first part not done is where the case stands."""
    verdict = application.verdict
    if verdict is None:
        return []
    due = {clock.kind: clock.due_on for clock in clocks if clock.is_running}
    chapters = _parts(application, due)
    is_over = application.stage in CLOSED and application.stage not in SUPPLIED
    found, here = [], not is_over
    told = _in_time([part for chapter in chapters.values() for part in chapter])
    for group in GROUPS[verdict.customer_steps]:
        parts = [told[part.key] for chapter in group for part in chapters[chapter]]
        states = []
        for part in parts:
            states.append("done" if part.done_at else "current" if here else "upcoming")
            here = here and bool(part.done_at)
        found.append(_step(group, parts, states, turn=application.turn))
    return found


def _step(group: tuple[str, ...], parts: list[Part], states: list[str], *, turn: str) -> dict[str, Any]:
    state = "current" if "current" in states else "done" if set(states) == {"done"} else "upcoming"
    ours = [part for part in parts if not part.is_theirs]
    return {
        "title": APPLY_AND_PLAN if group == (APPLY, PLAN) else TITLES[group[-1]],
        "state": state,
        "parts": [
            {"title": part.title, "state": now, "at": part.at, "is_day": part.key == "surveyed"}
            for part, now in zip(parts, states, strict=True)
        ],
        "turn": turn if state == "current" else "",
        "actual": parts[-1].done_at if state == "done" else None,
        "promised": None if state == "done" or ours[-1].done_at else ours[-1].promised,
    }


def _in_time(parts: list[Part]) -> dict[str, Part]:
    """By key. What has to be over before something later is promised no later than that."""
    told, soonest = {}, date.max
    for part in reversed(parts):
        if part.promised and not part.done_at and not part.is_theirs:
            soonest = min(soonest, part.promised)
            part = replace(part, promised=soonest)
        told[part.key] = part
    return told


def _parts(application: Application, due: Mapping[str, date | None]) -> dict[str, list[Part]]:
    survey, plan, contract = application.survey, application.plan, application.contract
    metered = next(iter(application.meters.all()), None)
    chapters = {
        APPLY: [
            Part("submitted", _("Applied"), application.submitted_at),
            Part("accepted", _("Accepted"), application.accepted_at, due.get("C0")),
        ],
        PLAN: [Part("surveyed", _("Our visit"), survey and survey.recorded_at, _day(survey and survey.booked_from))],
        WORKS: _works(application, due),
        METER: [
            Part("signed", _("Contract"), contract and contract.signed_at),
            Part("metered", _("Meter"), metered and metered.installed_at),
            Part("energised", _("Power"), application.energised_at, due.get("C9") or due.get("C5")),
        ],
    }
    if application.plan_mode != "NONE":
        chapters[PLAN] += [
            Part("replied", _("Supply plan"), plan and plan.replied_at, due.get("C1")),
            Part(
                "confirmed",
                _("Confirmation of the plan"),
                plan and plan.confirmed_at,
                due.get("C-PLAN-VALID"),
                is_theirs=True,
            ),
        ]
    return chapters


def _works(application: Application, due: Mapping[str, date | None]) -> list[Part]:
    """Permits, our works and the customer's, as far as this case has them."""
    round_, grid, customer, verdict = (
        application.round, application.grid_works, application.customer_works, application.verdict,
    )  # fmt: skip
    parts = []
    if application.permits in ("FILING", "PARALLEL"):
        title = _("Undertaking filed") if application.permits == "FILING" else _("Permits")
        parts.append(Part("permits", title, round_ and round_.closed_at, due.get("C2")))
    if grid is not None or application.is_company_invested:
        kind = due.get("C4") or due.get("C3")
        parts.append(Part("grid_works", _("Our works"), grid and grid.is_over and grid.done_at or None, kind))
    if verdict and any(clock.kind == "C6" for clock in verdict.clocks):
        parts.append(Part("drawings", _("Drawings approved"), _approved_at(customer), due.get("C6")))
        hidden = customer and customer.mid_passed_at
        parts.append(Part("hidden_works", _("Hidden works inspected"), hidden, due.get("C7")))
    if customer is not None or (verdict and verdict.has_customer_works):
        passed = customer and customer.passed_at
        parts.append(Part("customer_works", _("Inspection of the customer's works"), passed, due.get("C8")))
    return parts


def _approved_at(works: CustomerWorks | None) -> datetime | None:
    """When the drawings that are built by were found right."""
    looks = works.inspections.all() if works else ()
    return next((look.inspected_at for look in looks if look.kind == "DESIGN" and look.has_passed), None)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
