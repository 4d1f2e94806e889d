"""A decision as a person reads it: facts with their reasons, steps in order, and each promise with its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applications.rules import ClockKind, ClockPlan, Decision
from deadlines.rules import Day, DueOn, UnknownDay, WorkCalendar, due_on
from deadlines.words import day_reason

K = ClockKind
# In the order of the days: what runs from the application, and what follows on what.
SHOWN = (
    K.PLAN,
    K.PERMITS,
    K.WORKS,
    K.WORKS_SMALL_MICRO,
    K.LV_TOTAL,
    K.DESIGN_REVIEW,
    K.MID_INSPECTION,
    K.COMPLETION,
    K.ENERGISE,
)
AFTER = {
    K.PERMITS: _("after your yes to the plan"),
    K.WORKS: _("after your yes to the plan, the permits and access to the site"),
    K.WORKS_SMALL_MICRO: _("after the survey"),
    K.DESIGN_REVIEW: _("after you hand in your drawings"),
    K.MID_INSPECTION: _("after you ask for it"),
    K.COMPLETION: _("after you report your installation finished"),
    K.ENERGISE: _("after the last inspection and the contract"),
}
ON_TOP = _("the authorities' time for the permits comes on top")
OUR_TIME = _("of our time after your complete application")
WITHOUT_PLAN = {K.PERMITS: _("after the survey"), K.ENERGISE: _("after the works and the contract")}
APPLICATION, METER = (_("Your application"), ()), _("Meter and power")
INSPECTED = (K.DESIGN_REVIEW, K.MID_INSPECTION, K.PERMITS, K.WORKS, K.COMPLETION)
# By the number of steps: what the customer counts, and what happens inside each.
STEPS: dict[int, tuple[tuple[Any, tuple[str, ...]], ...]] = {
    1: ((METER, (K.PERMITS, K.WORKS_SMALL_MICRO, K.LV_TOTAL)),),
    2: ((_("Apply and get the plan"), (K.PLAN,)), (METER, (K.PERMITS, K.WORKS, K.COMPLETION, K.LV_TOTAL, K.ENERGISE))),
    3: (APPLICATION, (_("Plan and line"), (K.PLAN, K.PERMITS)), (METER, (K.COMPLETION, K.LV_TOTAL))),
    4: (APPLICATION, (_("Get the plan"), (K.PLAN,)), (_("Works and inspection"), INSPECTED), (METER, (K.ENERGISE,))),
}
WITHOUT_A_PLAN = {
    2: (APPLICATION, (METER, (K.PERMITS, K.LV_TOTAL))),
    3: (APPLICATION, (_("The line"), (K.PERMITS,)), (METER, (K.LV_TOTAL,))),
}


@dataclass(frozen=True)
class Promise:
    """One limit: how many workdays, counted from when, and the day itself where it is known already."""

    kind: str
    label: Any
    workdays: int
    owner: str
    is_confirmed: bool
    after: Any = ""
    due: DueOn | None = None

    @property
    def days(self) -> list[Day]:
        days = self.due.days if self.due else []
        return [Day(day.date, day.counts, "" if day.reason == "WORKDAY" else day_reason(day.reason)) for day in days]


class Journey:
    """The decision laid out from the day of applying; each date holds if the customer answers on the same day."""

    def __init__(self, decision: Decision, start: date, calendar: WorkCalendar) -> None:
        self.decision, self.start, self.calendar = decision, start, calendar
        self.promises: dict[str, Promise] = {}
        for clock in decision.clocks:
            if clock.kind in SHOWN and clock.limit_workdays is not None:
                self.promises[clock.kind] = self._promise(clock, clock.limit_workdays)

    def _promise(self, clock: ClockPlan, workdays: int) -> Promise:
        kind = ClockKind(clock.kind)
        words = {**AFTER, **WITHOUT_PLAN} if self.decision.lv_works else AFTER
        begun, more = self._counted_from(kind)
        due = self._due(begun, workdays + more) if begun else None
        after = words.get(kind, "")
        if kind == K.LV_TOTAL:
            after = ON_TOP if more else "" if due else OUR_TIME
        return Promise(kind, kind.label, workdays, clock.owner, clock.is_confirmed, after, due)

    def _counted_from(self, kind: str) -> tuple[date | None, int]:
        """The first day that is known and the authorities' workdays on top; None where the customer's works decide."""
        if kind == K.PLAN:
            return self.start, 0
        if kind == K.PERMITS:
            return self._end_of(K.PLAN) or self.start, 0
        if kind == K.WORKS:
            return self._end_of(K.PERMITS) or self._end_of(K.PLAN), 0
        if kind == K.LV_TOTAL and self.decision.is_company_invested:
            permits = self.promises.get(K.PERMITS)
            return self.start, permits.workdays if permits else 0
        return None, 0

    def _end_of(self, kind: str) -> date | None:
        promise = self.promises.get(kind)
        return promise.due.date if promise and promise.due else None

    def _due(self, begun: date, workdays: int) -> DueOn | None:
        try:
            return due_on(begun, workdays, self.calendar)
        except UnknownDay:
            return None

    @property
    def in_order(self) -> list[Promise]:
        return [self.promises[kind] for kind in SHOWN if kind in self.promises]

    @property
    def power_by(self) -> date | None:
        """The day of power, where one can be promised before anything is built."""
        return self._end_of(K.LV_TOTAL)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """For the drawing: the customer's steps, each with what happens in it."""
        count = self.decision.customer_steps
        rows = WITHOUT_A_PLAN.get(count, STEPS[count]) if self.decision.lv_works else STEPS[count]
        return [
            self._step(title, self._present(kinds), is_first=not number) for number, (title, kinds) in enumerate(rows)
        ]

    def _present(self, kinds: Sequence[str]) -> list[str]:
        """The clocks that this supply has; the whole promise of low voltage includes the meter's."""
        whole = K.LV_TOTAL in self.promises
        return [kind for kind in kinds if kind in self.promises and not (whole and kind == K.ENERGISE)]

    def _step(self, title: Any, kinds: list[str], *, is_first: bool) -> dict[str, Any]:
        parts = [{"title": self._says(kind), "state": "upcoming", "at": self._end_of(kind)} for kind in kinds]
        state = "current" if is_first else "upcoming"
        return {"title": title, "state": state, "promised": self._last(kinds), "parts": parts}

    def _last(self, kinds: Sequence[str]) -> date | None:
        """The last date of a step, if every part of it has one; small works lie inside the whole promise."""
        ends = [self._end_of(kind) for kind in kinds if kind != K.WORKS_SMALL_MICRO]
        return max((end for end in ends if end), default=None) if all(ends) else None

    def _says(self, kind: str) -> str:
        promise = self.promises[kind]
        length = ngettext("%(count)s workday", "%(count)s workdays", promise.workdays) % {"count": promise.workdays}
        if kind == K.PLAN and self.decision.plan_mode == "ON_SITE":
            length = gettext("at the survey, at the latest in %(length)s") % {"length": length}
        return gettext("%(what)s: %(length)s") % {"what": promise.label, "length": length}
