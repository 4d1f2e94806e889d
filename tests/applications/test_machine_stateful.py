"""Any order of verbs, lawful and not, by anybody: the machine says what the model says, and the books stay right."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import applications.intake.actions as intake
from accounts.refusals import Refusal
from accounts.roles import Role
from applications.models import Application
from applications.stages import Stage
from applications.verbs import VERBS
from customers.models import AccountManager
from deadlines import machine, sweeping
from tests.applications.journey import FACTORY, MONDAY, SMALL_SHOP, Cast, measured, person, submitted
from tests.applications.model import (
    BY_A_PERSON,
    MACHINE_OF,
    NOT_ALLOWED,
    OK,
    PEOPLE,
    UNMET,
    WHO,
    WRONG_STAGE,
    Kind,
    Model,
)
from tests.applications.steps import do, everything_about, fresh, grant_permits, must_hold

ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}
KINDS = (
    Kind("shop", "NONE", grid="STARTED", answers=SMALL_SHOP),
    Kind("factory", "ON_SITE", grid="PENDING", own="BUILDING", answers=ZONE),
    Kind("far factory", "ON_SITE", grid="PENDING", own="BUILDING", permits=4, length="420.5", answers=ZONE),
    Kind("two sources", "ORDINARY", grid="PENDING", own="DESIGNING", answers={**ZONE, "source_count": 2}),
)  # fmt: skip


MOODS = (*["further"] * 9, "stay or leave", "as the wrong person", "as the wrong person", "too early", "too early",
         "anything", "time passes")  # fmt: skip
WAYS_OUT = {"withdraw", "terminate", "refuse", "suspend", "close_expired"}


class CaseMachine(RuleBasedStateMachine):
    """One case of some kind; each step is one transaction's worth of work, rolled back after the example."""

    cast: ClassVar[Cast]
    seen: ClassVar[Counter[tuple[str, str]]] = Counter()
    is_settled = True

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        # Dice of our own: hypothesis likes small numbers and repetitions, and its walks stay near the door.
        self.dice, self.at = random.Random(seed), MONDAY  # noqa: S311 - a test
        self.open()

    def open(self) -> None:
        """The next customer comes."""
        self.model = Model(self.dice.choice(KINDS))
        self.case = intake.open_draft(by=self.cast.customer, at=self.at)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule()
    def somebody_acts(self) -> None:
        """Mostly somebody takes the case a step further, so that journeys become long."""
        mood, who, verb = self.dice.choice(MOODS), self.dice.choice(PEOPLE), self.dice.choice(BY_A_PERSON)
        if mood == "time passes":
            return self.time_passes(self.dice.randrange(72))
        if mood == "further" and self.model.permits:
            return self.the_authorities_grant()
        lawful = self.model.lawful()
        if not lawful:
            return self.open()
        moves = {
            "further": [move for move in lawful if self.leads_on(move[0])],
            "stay or leave": [move for move in lawful if not self.leads_on(move[0])],
            "as the wrong person": [(one, who) for one, _right in lawful],
            "too early": [(v, p) for v in BY_A_PERSON for p in PEOPLE if self.model.answer(v, p) == UNMET],
        }.get(mood) or [(verb, who)]
        return self.attempt(*self.dice.choice(moves))

    def leads_on(self, verb: str) -> bool:
        return verb not in WAYS_OUT and self.model.after(verb) != self.model

    def the_authorities_grant(self) -> None:
        grant_permits(self.cast, fresh(self.case), at=self.at)
        self.is_settled = False
        self.model = replace(self.model, permits=0).goes_on()

    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        sweeping.sweep(at=self.at)
        self.is_settled = False

    def attempt(self, verb: str, who: str) -> None:
        expected = self.model.answer(verb, who)
        before = None if expected == OK else everything_about(self.case)
        self.seen[verb, expected] += 1
        assert self.say(verb, who) == expected, f"{who} tried to {verb} at {self.model}"
        if before is None:
            self.model, self.is_settled = self.model.after(verb), False
        else:
            assert everything_about(self.case) == before, f"a refused {verb} left something behind"

    def say(self, verb: str, who: str) -> str:
        given: dict[str, Any] = {}
        if verb == "record_survey":
            given["measured"] = measured(self.cast, self.model.kind.length)
        try:
            if verb == "submit":
                self.submit(who)
            else:
                do(self.cast, self.case, verb, by=getattr(self.cast, who), at=self.at, **given)
        except Refusal as refusal:
            return type(refusal).__name__
        return OK

    def submit(self, who: str) -> None:
        intake.submit(self.case.pk, by=getattr(self.cast, who), at=self.at, answers=self.model.kind.answers)

    @invariant()
    def the_books_are_right(self) -> None:
        if self.is_settled:
            return  # nothing has been done since
        case, self.is_settled = must_hold(self.case), True
        rows = {"grid": case.grid_works, "own": case.customer_works}
        found = {machine: row.stage if row else "" for machine, row in rows.items()}
        assert {"case": case.stage, **found} == {m: getattr(self.model, m) for m in ("case", "grid", "own")}


@pytest.fixture
def cast_of_all(cast: Cast) -> Cast:
    cast.stranger, cast.gov = person("stranger"), person("gov", Role.GOV, department="planning")
    cast.other_manager = person("other_manager", Role.MANAGER)
    AccountManager.objects.get_or_create(user=cast.other_manager, defaults={"areas": ["411523999"]})
    return cast


def test_any_order_of_verbs_keeps_the_machine_and_the_books_right(cast_of_all: Cast) -> None:
    CaseMachine.cast, CaseMachine.seen = cast_of_all, Counter()
    plan = settings(
        max_examples=12, stateful_step_count=50, deadline=None, derandomize=True, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],  # shrinking would take minutes
    )  # fmt: skip
    run_state_machine_as_test(CaseMachine, settings=plan)
    said = {answer: {verb for verb, told in CaseMachine.seen if told == answer} for _verb, answer in CaseMachine.seen}
    assert {OK, WRONG_STAGE, NOT_ALLOWED, UNMET} <= set(said), (CaseMachine.seen.total(), said)
    assert len(said[OK]) > 25, "the walks were too short to prove anything"


def test_every_verb_of_the_product_is_in_the_model_and_the_other_way_round() -> None:
    beside = ("lease", "temporary")  # these go on beside the case: test_lease, test_temporary
    of_machines = {name for name, verb in VERBS.items() if verb.may is None and verb.machine not in beside}
    assert of_machines | {"submit"} == {*BY_A_PERSON, "adopt"}
    assert set(MACHINE_OF) - {"cancel_grid_works", "cancel_customer_works", "reopen_for_fault"} == set(WHO)


def test_who_may_do_what_at_every_stage(cast_of_all: Cast) -> None:
    """The machine is asked for every verb, person and stage. What else must hold is the walk's matter."""
    case = submitted(cast_of_all)
    for stage, verb, who in product(Stage, [v for v in BY_A_PERSON if MACHINE_OF[v] == "case"], PEOPLE):
        people = {"applicant": cast_of_all.customer, "manager": cast_of_all.manager}
        row = Application(pk=case.pk, timeline=case.timeline, stage=stage, **people)
        expected = Model(Kind("any", "ANY"), case=stage).answer(verb, who)
        assert asked(row, verb, getattr(cast_of_all, who)) in {expected} | ({OK, UNMET} & {expected} and {OK, UNMET})


def asked(row: Application, verb: str, user: Any) -> str:
    try:
        machine.ask(row, verb, by=user)
    except Refusal as refusal:
        return type(refusal).__name__
    return OK
