"""Two people act on one case in the same instant, through its whole life: it is as if one of them had been first.

What each of the two orders would have come to is known from the model that the tests of the machine use.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

import applications.intake.actions as intake
from accounts.refusals import Refusal
from accounts.roles import Role
from customers.models import AccountManager
from gridhealth.models import Feeder, MainTransformer, TransformerArea
from tests.applications.journey import Cast, measured, person
from tests.applications.model import OK, Model
from tests.applications.steps import do, fresh, grant_permits, must_hold
from tests.applications.test_machine_stateful import KINDS, WAYS_OUT

Move = tuple[str, str]
"""A verb, and who uses it."""

DOUBLE = 0.25
"""So often it is the same person who presses twice."""

LEAVES = 0.15


def race(seed: int, times: int) -> dict[str, Any]:
    """So many races, one case after another; what there was, or the first that is neither order's outcome."""
    walk, seen = Walk(seed), Counter[str]()
    for _n in range(times):
        seen.update(walk.step())
    return {
        "races": times, "one_refused": seen.pop("one refused", 0), "cases": seen.pop("a case", 0), "pairs": len(seen),
        "stages": len({pair.split(":")[0] for pair in seen}),
    }  # fmt: skip


def everybody() -> Cast:
    cast = Cast()
    cast.stranger, cast.gov = person("stranger"), person("gov", Role.GOV, department="planning")
    cast.other_manager = person("other_manager", Role.MANAGER)
    AccountManager.objects.get_or_create(user=cast.other_manager, defaults={"areas": ["411523999"]})
    AccountManager.objects.update(open_case_cap=30_000)
    for table in (MainTransformer, TransformerArea):  # there is power for everybody
        table.objects.update(rated_kva=10_000_000)
    Feeder.objects.update(current_limit_a=900_000)
    return cast


class Walk:
    """One case after another, each step of which two people try at once."""

    def __init__(self, seed: int) -> None:
        self.dice, self.cast, self.seed = random.Random(seed), everybody(), seed
        self.model: Model | None = None

    def step(self) -> Iterator[str]:
        moves = self.moves()
        if not moves:
            self.open()
            moves = self.moves()
            yield "a case"
        pair = [self.dice.choice(moves), self.dice.choice(moves)]
        if self.dice.random() < DOUBLE:
            pair[1] = pair[0]
        before, answers = self.model, self.at_once(pair)
        self.model = self.explained(pair, answers)
        if answers.count(OK) == 1:
            yield "one refused"
        yield f"{before.case}:" + "+".join(sorted(verb for verb, _who in pair))

    def open(self) -> None:
        self.model = Model(self.dice.choice(KINDS))
        self.case = intake.open_draft(by=self.cast.customer, at=timezone.now())

    def moves(self) -> list[Move]:
        """What leads on, and now and then a way out; nothing when nobody can do any more with the case."""
        if self.model is None:
            return []
        if self.model.permits:
            grant_permits(self.cast, fresh(self.case), at=timezone.now())
            self.model = replace(self.model, permits=0).goes_on()
        lawful = self.model.lawful()
        leading = [move for move in lawful if move[0] not in WAYS_OUT]
        if not leading or all(self.model.after(verb) == self.model for verb, _who in leading):
            return []
        return lawful if self.dice.random() < LEAVES else leading

    def at_once(self, pair: list[Move]) -> list[str]:
        answers, gate = ["", ""], threading.Barrier(2)

        def act(n: int) -> None:
            gate.wait()
            try:
                answers[n] = self.say(*pair[n])
            except Exception as wrong:  # noqa: BLE001 - it is told with the pair
                answers[n] = repr(wrong)
            finally:
                connection.close()

        people = [threading.Thread(target=act, args=[n]) for n in (0, 1)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        return answers

    def say(self, verb: str, who: str) -> str:
        by, at, given = getattr(self.cast, who), timezone.now(), {}
        if verb == "record_survey":
            given["measured"] = measured(self.cast, self.model.kind.length)
        if verb == "confirm_length":
            given["length_m"] = Decimal(self.model.kind.length)
        if verb == "book_survey":
            given = self.an_hour_of_its_own(at)
        try:
            if verb == "submit":
                intake.submit(self.case.pk, by=by, at=at, answers=self.model.kind.answers)
            else:
                do(self.cast, self.case, verb, by=by, at=at, **given)
        except Refusal as refusal:
            return f"{refusal.status}: {refusal.sentence}"
        return OK

    def an_hour_of_its_own(self, at: datetime) -> dict[str, datetime]:
        """No two cases meet at a manager's; the two who book this one do."""
        begins = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=3 * (self.case.pk + 1))
        return {"booked_from": begins, "booked_until": begins + timedelta(hours=2)}

    def explained(self, pair: list[Move], answers: list[str]) -> Model:
        """Where the case is, as one of the two orders has it; whatever neither has is an error."""
        case = must_hold(self.case)
        works = {"grid": case.grid_works, "own": case.customer_works}
        really = {"case": case.stage, **{name: row.stage if row else "" for name, row in works.items()}}
        expected = []
        for order in ((0, 1), (1, 0)):
            model, said = self.model, ["", ""]
            for n in order:
                said[n] = model.answer(*pair[n])
                model = model.after(pair[n][0]) if said[n] == OK else model
            stands = {name: getattr(model, name) for name in really}
            if [one == OK for one in said] == [one == OK for one in answers] and stands == really:
                return model
            expected.append((said, stands))
        raise AssertionError(f"seed {self.seed}: {pair} at {self.model}: {answers}, {really}, not {expected}")
