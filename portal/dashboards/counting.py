"""From a case and its rows to the figures the dashboards keep: values in, unsaved rows out; no statement is made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from applications.models import Application
from applications.stages import CLOSED
from approvals.choices import UNDECIDED
from deadlines.choices import Party
from deadlines.rules import WorkCalendar, explain, workdays_by_party
from portal.dashboards.choices import Outcome, SupplyClass, class_of
from portal.dashboards.forecast.rules import Experience, chance, family
from portal.dashboards.models import CaseFact, StepFact

MACHINE = "applications.application"
# What a customer does himself; each is one interaction with the company or the authorities.
BY_CUSTOMER = frozenset({
    "submit", "correct", "reopen", "book_survey", "confirm_plan", "dispute_plan", "extend_plan", "sign_undertaking",
    "sign_contract", "submit_design", "start_building", "request_mid_inspection", "report_completion",
    "start_rectifying",
    "upload_document", "dispute_document", "suspend", "resume",
})  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """The workdays of one clock that counted, in order: how many lie between two moments is two look-ups."""

    days: Sequence[date]

    @classmethod
    def of(cls, clock: Any, rests: Iterable[Any], calendar: WorkCalendar, *, until: datetime) -> Counted:
        begun, ended = timezone.localdate(clock.started_at), timezone.localdate(until)
        if ended <= begun:
            return cls(())
        return cls([day.date for day in explain(begun, ended, calendar, rests) if day.counts])

    def after(self, moment: datetime) -> int:
        return len(self.days) - bisect_right(self.days, timezone.localdate(moment))


def rests_of(clock: Any, pauses: Iterable[Any]) -> list[Any]:
    """The pauses that rest this clock; an end that is named itself no pause moves."""
    if clock.until is not None:
        return []
    return [row.as_rest() for row in pauses if row.owner == clock.owner and row.ended_at != row.started_at]


def figures(
    case: Application, *, calendar: WorkCalendar, at: datetime, experience: Experience | None = None
) -> tuple[CaseFact, list[StepFact]]:
    """`case` comes with its timeline's events, clocks, pauses and ratings, and its permits, read already.

    `experience` None: nothing is forecast.
    """
    line = case.timeline
    events, clocks, pauses = list(line.events.all()), list(line.clocks.all()), list(line.pauses.all())
    supply_class = class_of(case.inputs, case.decision)
    steps = [
        _step(case, clock, pauses, events, supply_class, calendar)
        for clock in clocks
        if clock.stopped_at is not None and clock.due_at is not None
    ]
    fact = CaseFact(
        application=case, seq=line.last_seq, counted_at=at, stage=case.stage, supply_class=supply_class,
        town_code=case.site.township_code if case.site else "", team=case.desks[0] if case.desks else "",
        turn=case.turn, manager_id=case.manager_id, departments=_departments(case),
        arrived_at=case.submitted_at or case.created_at, score=_score(line),
        interactions=sum(_is_theirs(event, case) for event in events),
        **_end(case, events), **_promises(clocks), **_late(steps, Party.COMPANY, Party.GOVERNMENT),
    )  # fmt: skip
    begun, ended = timezone.localdate(fact.arrived_at), timezone.localdate(fact.ended_at or at)
    rests = [row.as_rest() for row in pauses if row.owner == Party.COMPANY]
    spent = workdays_by_party(begun, max(begun, ended), calendar, rests)
    fact.company_days, fact.government_days = spent[Party.COMPANY], spent[Party.GOVERNMENT]
    fact.customer_days = spent[Party.CUSTOMER]
    if fact.outcome == Outcome.OPEN and experience is not None:
        fact.risk = _risk(case, clocks, pauses, events, calendar, experience, at)
    return fact, steps


def _step(
    case: Any, clock: Any, pauses: list[Any], events: list[Any], supply_class: SupplyClass, calendar: WorkCalendar
) -> StepFact:
    counted = Counted.of(clock, rests_of(clock, pauses), calendar, until=clock.stopped_at)
    left = {}
    for event in stage_changes(events):
        if event.at < clock.stopped_at:
            left[event.to_stage] = counted.after(max(event.at, clock.started_at))
    return StepFact(
        clock=clock, application=case, kind=clock.kind, owner=clock.owner, supply_class=supply_class,
        started_at=clock.started_at, stopped_at=clock.stopped_at, used=len(counted.days), limit=clock.limit_workdays,
        is_on_time=_is_kept(clock, len(counted.days)), left_at=left,
    )  # fmt: skip


def _is_kept(clock: Any, used: int) -> bool:
    """By its first promise: a later day that people gave moves the promise and not the record."""
    return clock.stopped_at <= clock.due_at and (not clock.extra_workdays or used <= clock.limit_workdays)


def _risk(
    case: Any, clocks: list[Any], pauses: list[Any], events: list[Any], calendar: WorkCalendar, known: Experience,
    at: datetime,
) -> float | None:  # fmt: skip
    """The highest chance among the company's running promises; what is overdue is certain."""
    entered = next((event.at for event in reversed(stage_changes(events))), at)
    chances = []
    for clock in clocks:
        if clock.is_running and clock.owner == Party.COMPANY and clock.limit_workdays is not None:
            counted = Counted.of(clock, rests_of(clock, pauses), calendar, until=at)
            waited = counted.after(max(entered, clock.started_at))
            allowed = max(clock.allowed_workdays - len(counted.days), 0)
            found = chance(known, family(clock.kind, clock.limit_workdays), case.stage, waited=waited, allowed=allowed)
            chances += [1.0] if clock.is_breached(at) else [] if found is None else [found]
    return round(max(chances), 3) if chances else None


def stage_changes(events: Iterable[Any]) -> list[Any]:
    """The events of the case itself that led somewhere else, oldest first."""
    return [event for event in events if event.machine == MACHINE and event.to_stage != event.from_stage]


def _departments(case: Any) -> list[str]:
    """The authorities that still have to speak."""
    if case.round is None or case.stage in CLOSED:
        return []
    return sorted({p.definition.department for p in case.round.permits.all() if p.stage in UNDECIDED})


def _score(line: Any) -> int | None:
    return next((rating.service_score for rating in line.ratings.all() if rating.about == "energise"), None)


def _is_theirs(event: Any, case: Any) -> bool:
    return event.verb in BY_CUSTOMER and event.by_id is not None and event.by_id == case.applicant_id


def _end(case: Any, events: list[Any]) -> dict[str, Any]:
    if case.energised_at is not None:
        return {"outcome": Outcome.ENERGISED, "ended_at": case.energised_at}
    if case.stage in CLOSED:
        over = [event.at for event in stage_changes(events) if event.to_stage == case.stage]
        return {"outcome": Outcome.LEFT, "ended_at": over[-1] if over else case.submitted_at}
    return {"outcome": Outcome.OPEN, "ended_at": None}


def _promises(clocks: list[Any]) -> dict[str, Any]:
    """The soonest running promise of the company, and that of the authorities."""
    running = sorted((c for c in clocks if c.is_running and c.due_at is not None), key=lambda c: c.due_at)
    ours = next((clock for clock in running if clock.owner == Party.COMPANY), None)
    theirs = next((clock for clock in running if clock.owner == Party.GOVERNMENT), None)
    return {
        "due_at": ours and ours.due_at, "amber_at": ours and ours.amber_at, "due_kind": ours.kind if ours else "",
        "gov_due_at": theirs and theirs.due_at, "gov_amber_at": theirs and theirs.amber_at,
    }  # fmt: skip


def _late(steps: list[StepFact], company: Party, government: Party) -> dict[str, int]:
    late = [step.owner for step in steps if not step.is_on_time]
    return {"late_steps": late.count(company), "gov_late_steps": late.count(government)}
