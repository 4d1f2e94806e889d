"""One demo case walks its journey through the real actions, at moments of the past, up to where its story stops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from django.utils import timezone

import applications.intake.actions as intake
from accounts.models import User
from accounts.signin.actions import welcome_customer
from applications.demo import acts, authorities, filings, papers, past
from applications.demo.accounts import account_of, said_of
from applications.demo.kinds import KINDS
from applications.demo.people import Grid, phone_of, town_of, who
from applications.models import Application
from applications.stages import Stage
from applications.verbs import VERBS
from deadlines.calendars import current_calendar
from deadlines.rules import CHINA

S = Stage
OFFICE = time(8, 40), time(17, 20)


@dataclass(frozen=True)
class Story:
    """`started` so many workdays ago, it goes on until `goal` would be next, or until today.

    `detours`: verbs taken as soon as they are possible, "verb@STAGE" only there. `late`: workdays more before a verb.
    `permits`: how far each authority has come, see `authorities`. `papers`: how the fetched papers are.
    `ends_in`: a supply for a limited time is over so many days from today.
    """

    n: int
    kind: str
    started: int
    goal: str = ""
    detours: tuple[str, ...] = ()
    late: Mapping[str, int] = field(default_factory=dict)
    permits: Mapping[str, str] = field(default_factory=dict)
    papers: str = "fine"
    phone: str = ""
    score: int = 0
    rest_days: int = 40
    ends_in: int | None = None


class Walk:
    """The case, its people, and the moment it has come to."""

    def __init__(self, story: Story, *, at: datetime, officers: Mapping[str, User], grid: Grid) -> None:
        self.story, self.limit, self.officers = story, at, officers
        self.kind = KINDS[story.kind]
        self.chance = Random(411523 + story.n)  # noqa: S311 - a demo, not a secret
        self.identity = who(story.n, is_person=self.kind.is_person)
        self.length_m = self.chance.randint(*self.kind.length_m)
        self.place = grid.place(self.chance, town_of(self.identity["address"]), self.length_m)
        least, most = self.kind.size
        self.size = self.chance.randrange(least, most + 1, 50 if most > 400 else 10 if most > 60 else 1)
        self.detours = list(story.detours)
        self.visit_at, self.has_spoken = at, False
        self.now = self._begin(at)

    @property
    def phone(self) -> str:
        return self.story.phone or phone_of(self.story.n)

    @cached_property
    def calendar(self) -> Any:
        return current_calendar()

    def _begin(self, at: datetime) -> datetime:
        """In the morning of the workday so many workdays before `at`, and never after it."""
        day = timezone.localdate(at)
        before = day - timedelta(days=2 * self.story.started + 20)
        back = self.calendar.workdays_between(before, day) - self.story.started
        first = self.calendar.nth_after(before, max(back, 1))
        return min(self._at(first, 8 * 60 + 40 + self.chance.randrange(100)), at - timedelta(minutes=40))

    def _at(self, day: Any, minutes: int) -> datetime:
        return datetime.combine(day, time(), CHINA) + timedelta(minutes=minutes)

    def after(self, workdays: int) -> datetime:
        """A moment in office hours: later the same day, or some workdays on."""
        if not workdays:
            soon = self.now + timedelta(minutes=self.chance.randint(15, 50))
            local = soon.astimezone(CHINA)
            if local.time() < OFFICE[1] and self.calendar.is_workday(local.date()):
                return soon
        day = self.calendar.nth_after(timezone.localdate(self.now), max(workdays, 1))
        return self._at(day, 9 * 60 + self.chance.randrange(420))

    def go(self) -> Application:
        self._apply()
        while step := self._next():
            verb, moment = step
            if self._is_goal(verb) or moment > self.limit:
                break
            self._take(verb, moment)
        self._read()
        self._restore(self.limit)
        past.notice(self.case, until=self.limit)
        past.deliver(self.case, chance=self.chance, until=self.limit)
        past.call(self.case, by=self.officers["chief"], until=self.limit)
        past.see_to(self.case, by=self.officers["chief"], until=self.limit)
        return self.case

    def _restore(self, until: datetime) -> None:
        if self.case.permits == "FILING":
            filings.follow(self.case, by=self.officers["works"], until=until)

    def _is_goal(self, verb: str) -> bool:
        goal, _at, stage = self.story.goal.partition("@")
        return verb == goal and stage in ("", self.case.stage)

    def _apply(self) -> None:
        """Sign in, say what is wanted, and let the register answer."""
        self.customer = welcome_customer(self.phone, at=self.now)
        self.account_no = account_of(self)
        self.case = intake.open_draft(by=self.customer, at=self.now, answers=self.answers())
        if self.story.goal == "submit":
            return
        self.now += timedelta(minutes=self.chance.randint(4, 15))
        intake.submit(self.case.pk, by=self.customer, at=self.now, answers=self.answers(), text_version="1")
        self.now += timedelta(seconds=self.chance.randint(3, 40))
        papers.answer(self.case, how=self.story.papers, at=self.now)
        self._read()

    def answers(self) -> dict[str, Any]:
        return {
            **self.kind.answers, **self.identity, "township_code": self.place.town.code,
            "applied_capacity": Decimal(self.size),
            "distance_m": Decimal(self.length_m // 10 * 10), "latitude": self.place.latitude,
            "longitude": self.place.longitude, "crs": "EPSG:4490", **said_of(self), **self._term(),
        }  # fmt: skip

    def _term(self) -> dict[str, Any]:
        days = self.story.ends_in
        return {} if days is None else {"until_on": timezone.localdate(self.limit) + timedelta(days=days)}

    def _read(self) -> None:
        self.case = Application.objects.select_related("timeline", "manager", "customer", "site").get(pk=self.case.pk)

    def actor(self, verb: str) -> Any:
        name = acts.BY.get(verb, "customer")
        if name == "customer":
            return self.customer
        return self.case.manager or self.officers["manager"] if name == "manager" else self.officers[name]

    def _next(self) -> tuple[str, datetime] | None:
        """The verb that comes next, and when."""
        for n, detour in enumerate(self.detours):
            verb, _at, stage = detour.partition("@")
            if (not stage or self.case.stage == stage) and self._can(verb):
                del self.detours[n]
                return verb, self._moment(verb)
        if authorities.wait_for(self):
            return "permits", self.now
        verb = next((verb for verb in acts.ORDER if self._is_natural(verb) and self._can(verb)), "")
        return (verb, self._moment(verb)) if verb else None

    def _can(self, verb: str) -> bool:
        chosen = VERBS[verb]
        return chosen.is_open_to(self.case, self.actor(verb)) and not chosen.obstacles(self.case)

    def _is_natural(self, verb: str) -> bool:
        """What the machine would let happen again and again happens once."""
        case = self.case
        once = {
            "book_survey": case.stage == S.ACCEPTED,
            "confirm_length": case.needs_length_confirmation,
            "decide_investment": case.is_company_invested is None,
            "settle_document": case.stage == S.PRECHECK,
            "offer_contract": case.contract is None,
            "settle_account": case.stage == S.READY and case.awaits_account,
            "rate": case.stage == S.VISITED and bool(self.story.score),
        }
        return once.get(verb, True)

    def _moment(self, verb: str) -> datetime:
        if verb == "record_survey":
            return self.visit_at + timedelta(minutes=self.chance.randint(30, 70))
        extra = self.chance.choice((0, 0, 0, 0, 1)) if acts.USUAL_DAYS.get(verb) else 0
        return self.after(acts.works_days(self, verb) + self.story.late.get(verb, 0) + extra)

    def book(self) -> dict[str, Any]:
        """Two hours on a coming workday; the manager is there on time, or as late as the story says."""
        self.visit_at = self.free_hours(1 + self.story.late.get("record_survey", 0))
        return {"booked_from": self.visit_at, "booked_until": self.visit_at + timedelta(hours=2)}

    def free_hours(self, workdays: int) -> datetime:
        """The first two hours that are nobody's yet."""
        day = self.calendar.nth_after(timezone.localdate(self.now), workdays)
        while True:
            for hour in self.chance.sample((8, 10, 14, 16), 4):
                begins = self._at(day, hour * 60 + 30)
                if past.is_free(self.case.manager, begins):
                    return begins
            day = self.calendar.nth_after(day, 1)

    def _take(self, verb: str, moment: datetime) -> None:
        past.notice(self.case, until=moment)
        self._restore(moment)
        self.now = moment
        if verb == "permits":
            authorities.speak(self)
        else:
            action = VERBS[verb].action
            action(self.case.pk, by=self.actor(verb), at=moment, **acts.INPUTS.get(verb, lambda walk: {})(self))
        self._read()
