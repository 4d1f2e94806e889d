"""Beyond the county's authority: handed up with the level on record, a clock of its own, one face, and a way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.refusals import Unmet
from applications.models import Application
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, Cast, running, surveyed
from tests.applications.steps import do, fresh, must_hold
from tests.applications.test_http_journeys import Caller


@pytest.fixture
def station(cast: Cast) -> Application:
    """35 kV, which the city decides."""
    case = surveyed(cast, {**FACTORY, "voltage_class": "35KV"})
    return do(cast, case, "decide_investment", by=cast.chief, at=MONDAY)


def test_what_the_city_decides_is_not_drafted_before_the_city_was_asked(cast: Cast, station: Application) -> None:
    with pytest.raises(Unmet):
        do(cast, station, "draft_plan", by=cast.planner, at=MONDAY)
    case = do(cast, station, "escalate", by=cast.planner, at=MONDAY)
    assert (case.stage, case.escalations.get().level) == ("ESCALATED", "CITY")
    assert must_hold(do(cast, case, "draft_plan", by=cast.planner, at=MONDAY)).stage == "PLAN_DRAFTED"


def test_the_level_above_has_a_clock_of_its_own_and_answers_once(cast: Cast, station: Application) -> None:
    case = do(cast, station, "escalate", by=cast.chief, at=MONDAY)
    assert "C-UP" in running(case)
    case = must_hold(do(cast, case, "hand_back", by=cast.planner, at=MONDAY, answer="Agreed", document_no="12"))
    assert (case.stage, "C-UP" in running(case)) == ("SURVEYED", False)
    answered = case.escalations.get()
    assert (answered.answer, answered.document_no, answered.answered_by) == ("Agreed", "12", cast.planner)


def test_whoever_waited_for_the_case_answers_no_earlier_than_it_was_asked(cast: Cast, station: Application) -> None:
    """Of two at once the second has looked at the clock before the first was done."""
    do(cast, station, "escalate", by=cast.chief, at=MONDAY)
    case = must_hold(do(cast, station, "draft_plan", by=cast.planner, at=MONDAY - timedelta(milliseconds=3)))
    assert case.escalations.get().answered_at == MONDAY


def test_the_county_may_ask_above_for_a_supply_of_its_own(cast: Cast) -> None:
    caller, case = Caller(cast.chief), surveyed(cast, {**FACTORY, "source_count": 2})
    asked = caller.post(f"applications/{case.number}/escalate/", {"level": "PROVINCE", "reason": "two sources"})
    assert (asked.json()["stage"], fresh(case).escalations.get().level) == ("ESCALATED", "PROVINCE")
    assert caller.post(f"applications/{case.number}/escalate/", {"reason": "again"}).status_code == 409
    done = caller.post(f"applications/{case.number}/hand_back/", {"answer": "the county decides"})
    assert done.json()["stage"] == "SURVEYED"


@pytest.mark.parametrize(("person", "seen"), [("customer", False), ("planner", True)])
def test_the_customer_keeps_one_face(cast: Cast, station: Application, person: str, seen: bool, client: Client) -> None:
    case: Any = do(cast, station, "escalate", by=cast.planner, at=MONDAY, reason="35 kV, capacity to be checked")
    client.force_login(getattr(cast, person))
    page = client.get(f"/room/{case.number}/" if seen else case.get_absolute_url()).content.decode()
    assert (str(cast.manager) in page, "capacity to be checked" in page) == (True, True)
    assert Message.objects.filter(recipient=cast.customer, template="case-with-level-above").count() == 1
