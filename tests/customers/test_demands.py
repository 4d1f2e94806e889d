"""Demands over HTTP: receipt, owner, clocks, the ladder, hand-overs, 95598, and what others may not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.models import Application
from connectors.signing import sign
from customers.demands import actions
from customers.demands.models import Demand
from deadlines.rules import CHINA
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, accepted, person
from tests.applications.test_http_journeys import Caller


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


def opened(cast: Cast, **more: object) -> Demand:
    terms = {"kind": "COMPLAINT", "words": "Nobody came.", "user": cast.customer, "by": cast.customer, "at": MONDAY}
    return actions.open_demand(**{**terms, **more})  # type: ignore[arg-type]


def now_of(demand: Demand) -> Demand:
    return Demand.objects.get(pk=demand.pk)


def due(demand: Demand, kind: str):
    return demand.timeline.clocks.running().get(kind=kind).due_at.astimezone(CHINA)


def test_a_demand_has_a_receipt_an_owner_and_both_clocks_from_its_first_minute(cast: Cast) -> None:
    demand = opened(cast)
    assert demand.owner == cast.chief
    assert due(demand, "D-CONTACT") == MONDAY + timedelta(hours=24)
    assert demand.timeline.clocks.get(kind="D-ANSWER").due_on.isoformat() == "2026-11-30"
    assert Message.objects.filter(recipient=cast.customer, template="demand-received").exists()


def test_a_promise_of_hours_names_its_hour(cast: Cast, client: Client) -> None:
    demand = opened(cast, at=MONDAY + timedelta(minutes=17))
    client.force_login(cast.customer)
    page = client.get(f"/demands/{demand.number}/").content.decode()
    assert page.count("09:17") == 3  # written, counted from, by


def test_what_is_about_a_case_goes_to_its_account_manager_and_holds_nothing_up(cast: Cast) -> None:
    case = accepted(cast)
    demand = opened(cast, kind="APPEAL", case=actions.case_of(case.number, by=cast.customer))
    assert demand.owner == cast.manager
    assert Application.objects.get(pk=case.pk).stage == "ACCEPTED"


def test_it_climbs_the_ladder_one_rung_at_a_time(cast: Cast) -> None:
    demand, caller = opened(cast), Caller(cast.customer)
    up = f"demands/{demand.number}/escalate_to_"
    assert caller.post(f"{up}95598/").status_code == 409
    for rung in ("chief", "95598", "12398"):
        assert caller.post(f"{up}{rung}/").status_code == 200
    assert (now_of(demand).stage, now_of(demand).owner) == ("WITH_12398", cast.chief)
    assert demand.timeline.clocks.filter(kind="D-ANSWER").count() == 4


def test_the_chief_has_three_workdays(cast: Cast) -> None:
    demand = actions.escalate_to_chief(opened(cast).pk, by=cast.customer, at=MONDAY)
    assert demand.timeline.clocks.running().get(kind="D-ANSWER").limit_workdays == 3


def test_two_hand_overs_make_the_chief_the_owner(cast: Cast) -> None:
    demand = opened(cast, case=accepted(cast).timeline)
    actions.hand_over(demand.pk, to=cast.works, by=cast.manager, at=MONDAY, reason="Works")
    last = actions.hand_over(demand.pk, to=cast.meter, by=cast.works, at=MONDAY, reason="Meter")
    assert (last.owner, last.hand_overs) == (cast.chief, 2)
    answer = Caller(cast.chief).post(f"demands/{demand.number}/hand_over/", {"to": "works", "reason": "x"})
    assert answer.status_code == 409


def test_an_answer_stops_the_clocks_and_the_customer_has_the_last_word(cast: Cast) -> None:
    demand = opened(cast)
    actions.answer(demand.pk, words="We come today.", by=cast.chief, at=MONDAY)
    assert not demand.timeline.clocks.running().exists()
    done = Caller(cast.customer).post(f"demands/{demand.number}/accept_answer/").json()
    assert (done["stage"], done["answers"]) == ("SETTLED", ["We come today."])
    assert Caller(cast.customer).post(f"demands/{demand.number}/rate/", {"score": 2}).status_code == 200


def test_nobody_else_sees_or_touches_it(cast: Cast) -> None:
    demand = opened(cast)
    for who in (person("stranger"), cast.works, cast.manager):
        assert Caller(who).get(f"demands/{demand.number}/").status_code == 404
    assert Caller(cast.auditor).post(f"demands/{demand.number}/answer/", {"words": "x"}).status_code == 409


def test_it_is_written_and_answered_in_the_browser(cast: Cast, client: Client) -> None:
    client.force_login(cast.customer)
    kept = client.post("/demands/new/", {"kind": "DEMAND", "words": "", "case": "XC-NONE"})
    assert (kept.status_code, b"XC-NONE" in kept.content) == (422, True)
    assert client.post("/demands/new/", {"kind": "DEMAND", "words": "A"}).status_code == 302
    number = Demand.objects.get().number
    assert "95598" in client.get(f"/demands/{number}/").content.decode()
    client.force_login(cast.chief)
    assert client.post(f"/demands/{number}/answer/", {"words": ""}).status_code == 422
    assert client.post(f"/demands/{number}/answer/", {"words": "Yes"}).status_code == 302
    assert number in client.get("/demands/").content.decode()


def test_the_case_of_somebody_else_cannot_be_named(cast: Cast, client: Client) -> None:
    case = accepted(cast)
    client.force_login(person("stranger"))
    answer = client.post("/demands/new/", {"kind": "APPEAL", "words": "A", "case": case.number})
    assert (answer.status_code, Demand.objects.exists()) == (422, False)


def push(client: Client, ticket: dict[str, str], secret: str = "between us") -> int:
    body, path = json.dumps(ticket).encode(), "/connect/hotline/demands/"
    headers = sign(secret, "POST", path, body, now_s=int(timezone.now().timestamp()))
    return client.post(path, body, content_type="application/json", headers=headers).status_code


def test_95598_pushes_a_ticket_once_however_often_it_sends_it(cast: Cast, client: Client, settings) -> None:
    settings.CONNECTORS = {**settings.CONNECTORS, "hotline": {"secret": "between us"}}
    ticket = {"ticket": "T1", "kind": "COMPLAINT", "words": "No light", "phone": "13800000009"}
    assert [push(client, ticket), push(client, ticket)] == [201, 200]
    assert push(client, {**ticket, "kind": "?"}) == 400
    assert push(client, ticket, secret="wrong") == 401
    assert Demand.objects.get().source == "HOTLINE"


def test_what_was_answered_and_left_is_settled_after_two_weeks(cast: Cast) -> None:
    demand = opened(cast)
    actions.answer(demand.pk, words="Done.", by=cast.chief, at=MONDAY)
    actions.settle_what_is_quiet(at=MONDAY + timedelta(days=14))
    assert now_of(demand).stage == "ANSWERED"
    actions.settle_what_is_quiet(at=MONDAY + timedelta(days=16))
    assert now_of(demand).stage == "SETTLED"


def test_an_old_message_of_a_request_that_was_handed_over_leads_to_the_list_and_shows_nothing(cast: Cast) -> None:
    demand = opened(cast, words="只有新负责人能看", case=accepted(cast).timeline)
    actions.hand_over(demand.pk, to=cast.works, by=cast.manager, at=MONDAY, reason="Works")
    web = Client()
    web.force_login(cast.manager)
    page = web.get(f"/demands/{demand.number}/", follow=True)
    assert (page.redirect_chain, "现在由别人处理" in page.content.decode()) == ([("/demands/", 302)], True)
    assert "只有新负责人能看" not in page.content.decode()
    late = web.post(f"/demands/{demand.number}/answer/", {"words": "写了很久的答复"})
    assert (late.status_code, "只有新负责人能看" in late.content.decode()) == (409, False)
    assert "写了很久的答复" in late.content.decode()
    assert web.post("/demands/XCD-0000-00000/answer/", {"words": "x"}).status_code == 404


def test_the_list_has_what_is_open_by_its_due_day_and_what_is_over_behind_it(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    later, over = opened(cast, at=MONDAY + timedelta(days=1)), opened(cast, at=MONDAY + timedelta(days=2))
    actions.withdraw(over.pk, by=cast.customer, at=MONDAY + timedelta(days=2))
    sooner = opened(cast)
    rows = Demand.objects.visible_to(cast.chief).by_urgency()
    with django_assert_num_queries(1):
        told = [(row, row.due_at) for row in rows]
    assert told == [(sooner, due(sooner, "D-CONTACT")), (later, due(later, "D-CONTACT")), (over, None)]


def test_an_answer_that_comes_too_late_can_be_copied_from_the_page(cast: Cast) -> None:
    row = opened(cast)
    officer = Client(headers={"accept-language": "en"})
    officer.force_login(row.owner)
    said = {"words": "We come on Tuesday at nine."}
    address = f"/demands/{row.number}/answer/"
    officer.post(address, said)
    late = officer.post(address, said)
    page = late.content.decode()
    assert (late.status_code, "We come on Tuesday at nine." in page) == (409, True)
    assert f'href="/demands/{row.number}/"' in page
