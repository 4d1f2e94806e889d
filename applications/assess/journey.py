"""A decision as a person reads it: facts with their reasons, steps in order, and each promise with its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.rules import ClockKind, ClockPlan, Decision, Reason
from applications.rules.tables import Tables
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
WITHOUT_PLAN = {K.PERMITS: _("after the survey"), K.ENERGISE: _("after the works and the contract")}
STEP_TITLES: dict[int, tuple[Any, ...]] = {
    1: (_("Meter and power"),),
    2: (_("Apply and get the plan"), _("Meter and power")),
    3: (_("Your application"), _("Plan and line"), _("Meter and power")),
    4: (_("Your application"), _("Get the plan"), _("Works and inspection"), _("Meter and power")),
}
STEP_CLOCKS: dict[int, tuple[tuple[str, ...], ...]] = {
    1: ((K.PERMITS, K.WORKS_SMALL_MICRO, K.LV_TOTAL),),
    2: ((K.PLAN, K.PERMITS, K.WORKS), (K.COMPLETION, K.LV_TOTAL, K.ENERGISE)),
    3: ((), (K.PLAN, K.PERMITS), (K.COMPLETION, K.LV_TOTAL)),
    4: ((), (K.PLAN,), (K.DESIGN_REVIEW, K.MID_INSPECTION, K.PERMITS, K.WORKS, K.COMPLETION), (K.ENERGISE,)),
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
        return [Day(day.date, day.counts, day_reason(day.reason)) for day in self.due.days] if self.due else []


class Journey:
    """The decision laid out from the day of applying; each date holds if the customer answers on the same day."""

    def __init__(self, decision: Decision, start: date, calendar: WorkCalendar) -> None:
        self.decision, self.start, self.calendar = decision, start, calendar
        self.promises: dict[str, Promise] = {}
        for clock in decision.clocks:
            if clock.kind in SHOWN and clock.limit_workdays is not None:
                self.promises[clock.kind] = self._promise(clock, clock.limit_workdays)

    def _promise(self, clock: ClockPlan, workdays: int) -> Promise:
        begun = self._start_of(clock.kind)
        kind = ClockKind(clock.kind)
        words = {**AFTER, **WITHOUT_PLAN} if self.decision.lv_works else AFTER
        due = self._due(begun, workdays) if begun else None
        return Promise(kind, kind.label, workdays, clock.owner, clock.is_confirmed, words.get(kind, ""), due)

    def _start_of(self, kind: str) -> date | None:
        """The application's day, or the end of what comes before; None where it depends on the customer."""
        if kind in (K.PLAN, K.LV_TOTAL):
            return self.start
        if kind == K.PERMITS:
            return self._end_of(K.PLAN) or self.start
        if kind == K.WORKS:
            return self._end_of(K.PERMITS) or self._end_of(K.PLAN)
        return None

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
        return self._end_of(K.LV_TOTAL) if self.decision.permits != "PARALLEL" else None

    @property
    def steps(self) -> list[dict[str, Any]]:
        """For the drawing: the customer's steps, each with what happens in it."""
        count = self.decision.customer_steps
        return [
            {
                "title": title,
                "state": "upcoming" if number else "current",
                "promised": self._last(kinds),
                "parts": [
                    {"title": self._says(self.promises[kind]), "state": "upcoming", "at": self._end_of(kind)}
                    for kind in kinds
                    if kind in self.promises
                ],
            }
            for number, (title, kinds) in enumerate(zip(STEP_TITLES[count], STEP_CLOCKS[count], strict=True))
        ]  # fmt: skip

    def _last(self, kinds: Sequence[str]) -> date | None:
        """The last date of a step, if every part of it has one."""
        ends = [self._end_of(kind) for kind in kinds if kind in self.promises and kind != K.WORKS_SMALL_MICRO]
        return max((end for end in ends if end), default=None) if all(ends) else None

    def _says(self, promise: Promise) -> str:
        length = ngettext("%(count)s workday", "%(count)s workdays", promise.workdays) % {"count": promise.workdays}
        return _("%(what)s: %(length)s") % {"what": promise.label, "length": length}


THEMES = ("steps", "investment", "permits", "plan", "works")
JOINED = {"grounds": "investment", "not_grounds": "investment", "length_note": "permits"}
VALUES: dict[str, dict[str, Any]] = {
    "investment": {
        "ZERO": _("You pay nothing"),
        "INVEST_REVIEW": _("We check whether it is free for you"),
        "BY_AGREEMENT": _("By written agreement"),
    },
    "permits": {
        "NONE": _("None needed"),
        "FILING": _("No permits, just a signed undertaking"),
        "PARALLEL": _("We get them for you, all at once"),
    },
    "plan": {"NONE": _("Not needed"), "ON_SITE": _("Given at the survey"), "ORDINARY": _("Given after the survey")},
}
WORKS = {"IN_STEP": _("In step with yours"), "LV": _("Within the whole promise")}
LABELS = {
    "steps": _("Steps for you"),
    "investment": _("The line outside your boundary"),
    "permits": _("Permits for the line"),
    "plan": _("Supply plan"),
    "works": _("Our works"),
}


def theme_of(tables: Tables) -> dict[str, str]:
    """Which question each sentence answers."""
    return {row.say: JOINED.get(name, name) for name, rows in tables._asdict().items() for row in rows if row.say}


def facts(decision: Decision, tables: Tables) -> list[dict[str, Any]]:
    """The answers in the order people ask, each with why."""
    themes = theme_of(tables)
    values = {
        "steps": decision.customer_steps,
        "investment": VALUES["investment"][decision.investment],
        "permits": VALUES["permits"][decision.permits],
        "plan": VALUES["plan"][decision.plan_mode],
        "works": _works(decision),
    }
    return [
        {
            "label": LABELS[name],
            "value": values[name],
            "reasons": [r for r in decision.reasons if themes[r.key] == name],
        }
        for name in THEMES
    ]


def _works(decision: Decision) -> Any:
    days = decision.works_limit_workdays
    if days is not None:
        return ngettext("%(count)s workday", "%(count)s workdays", days) % {"count": days}
    return WORKS.get(decision.works, _("Agreed first"))


def other_reasons(decision: Decision, tables: Tables) -> list[Reason]:
    """What holds besides the five answers."""
    themes = theme_of(tables)
    return [reason for reason in decision.reasons if themes[reason.key] not in THEMES]
