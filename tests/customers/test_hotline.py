"""95598 and the State Grid app: what they push in any order, and what is published to them over real HTTP."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.actions import mine
from applications.models import Application
from applications.projects.actions import adopt
from connectors.signing import sign
from connectors.simulators import Simulators
from customers.demands import actions
from customers.demands.models import Demand
from customers.hotline.choices import Line, Publication
from customers.hotline.models import Posting, TicketNews
from customers.hotline.posting import publish, send_ready
from deadlines.rules import CHINA
from notifications.models import Message
from tests.applications.journey import Cast
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
PHONE = "13800000009"
OPENED = {"kind": "COMPLAINT", "words": "电表箱门坏了", "phone": PHONE}
ANSWERS = {"purpose": "BUSINESS", "applied_capacity": "80", "capacity_unit": "KW", "name": "新县试验茶馆"}


PATHS = {"hotline": "/connect/hotline/demands/", "app": "/connect/app/applications/"}


@pytest.fixture
def outside(simulators: Simulators) -> Simulators:  # noqa: F811 - the fixture
    return simulators


def push(system: str, *told: Any, secret: str = "") -> list[int]:
    """As the simulators do it, but into the test's own transaction: a server's thread would not see it."""
    return [_push(system, json.dumps(one).encode(), secret or f"test-key-of-{system}") for one in told]


def _push(system: str, body: bytes, secret: str) -> int:
    headers = sign(secret, "POST", PATHS[system], body, now_s=int(time.time()))
    return Client().post(PATHS[system], body, content_type="application/json", headers=headers).status_code


@pytest.fixture
def cast() -> Cast:
    return Cast()


def due(demand: Demand, kind: str) -> datetime:
    return demand.timeline.clocks.get(kind=kind).due_at


def test_a_ticket_is_one_demand_however_often_it_is_pushed(outside: Simulators, cast: Cast) -> None:
    told = outside.hotline.word("T1", **OPENED)
    assert push("hotline", told, told, told) == [201, 200, 200]
    assert Demand.objects.get().words == "电表箱门坏了"


def test_words_that_arrive_in_the_wrong_order_are_taken_in_their_own(outside: Simulators, cast: Cast) -> None:
    line = outside.hotline
    first, more, gone = (
        line.word("T1", **OPENED),
        line.word("T1", "ADDED", words="孩子放学经过"),
        line.word("T1", "WITHDRAWN"),
    )
    assert push("hotline", gone, more) == [202, 202]
    assert not Demand.objects.exists()
    assert push("hotline", first) == [201]
    demand = Demand.objects.get()
    assert [row.words for row in demand.additions.all()] == ["孩子放学经过"]
    assert demand.stage == "WITHDRAWN"


def test_the_clocks_run_from_when_the_caller_spoke_not_from_when_we_heard(outside: Simulators, cast: Cast) -> None:
    said_at = timezone.now().astimezone(CHINA) - timedelta(hours=20)
    push("hotline", {**outside.hotline.word("T1", **OPENED), "said_at": said_at.isoformat()})
    assert due(Demand.objects.get(), "D-CONTACT") == said_at + timedelta(hours=24)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ticket": ""}, {"seq": 0}, {"seq": "1"}, {"word": "SHOUTED"}, {"kind": "?"}, {"words": " "}, {"words": 7},
        {"said_at": "yesterday"}, {"said_at": "2020-01-01T00:00:00+08:00"}, {"said_at": "2099-01-01T00:00:00+08:00"},
        {"words": "a\x00b"},
    ],
    ids=str,
)  # fmt: skip
def test_a_word_that_makes_no_sense_is_sent_back_and_nothing_is_kept(
    outside: Simulators, cast: Cast, wrong: dict[str, Any]
) -> None:
    assert push("hotline", {**outside.hotline.word("T1", **OPENED), **wrong}) == [400]
    assert not TicketNews.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_real_push_is_heard_and_a_forged_one_is_turned_away(
    outside: Simulators, cast: Cast, live_server: Any
) -> None:
    outside.turn("hotline", callback=f"{live_server.url}{PATHS['hotline']}", double=True)
    assert outside.hotline.push(outside.hotline.word("T1", **OPENED)) == [201, 200]
    outside.turn("hotline", forged=True)
    assert outside.hotline.push(outside.hotline.word("T2", **OPENED)) == [401, 401]


def test_an_answer_about_a_demand_we_never_carried_up_is_sent_back(outside: Simulators, cast: Cast) -> None:
    assert push("hotline", outside.hotline.word("XCD-NONE", "ANSWERED", words="办好了")) == [400]


def test_95598_reads_how_far_its_ticket_is_and_every_answer(outside: Simulators, cast: Cast) -> None:
    push("hotline", outside.hotline.word("T1", **OPENED))
    demand = Demand.objects.get()
    actions.answer(demand.pk, words="今天已修好", by=cast.chief, at=timezone.now())
    assert send_ready(at=timezone.now()) == 1
    told = outside.hotline.published[f"DEMAND {demand.number}"]
    assert (told["ticket"], told["stage"]) == ("T1", "ANSWERED")
    assert [one["words"] for one in told["answers"]] == ["今天已修好"]
    assert "phone" not in told


def test_what_is_carried_up_to_95598_goes_there_and_its_answer_comes_back(outside: Simulators, cast: Cast) -> None:
    at, terms = timezone.now(), {"user": cast.customer, "by": cast.customer}
    demand = actions.open_demand(kind="APPEAL", words="距离量错了", at=at, **terms)
    actions.escalate_to_chief(demand.pk, by=cast.customer, at=at)
    assert not Posting.objects.exists()
    actions.escalate_to_95598(demand.pk, by=cast.customer, at=at)
    send_ready(at=at)
    told = outside.hotline.published[f"DEMAND {demand.number}"]
    assert (told["words"], told["rung"]) == ("距离量错了", "HOTLINE")
    assert push("hotline", outside.hotline.word(demand.number, "ANSWERED", words="已责成重新丈量")) == [201]
    answer = Demand.objects.get().answers.get()
    assert (answer.words, answer.get_rung_display(), answer.answered_by) == ("已责成重新丈量", "95598", None)


def test_while_95598_is_down_publications_wait_and_only_the_newest_is_told(outside: Simulators, cast: Cast) -> None:
    push("hotline", outside.hotline.word("T1", **OPENED))
    demand, at = Demand.objects.get(), timezone.now()
    outside.turn("hotline", down=True)
    actions.contact(demand.pk, by=cast.chief, at=at)
    assert send_ready(at=at) == 0
    actions.answer(demand.pk, words="修好了", by=cast.chief, at=at)
    outside.turn("hotline", down=False)
    assert send_ready(at=at + timedelta(minutes=10)) == 2
    assert outside.hotline.published[f"DEMAND {demand.number}"]["stage"] == "ANSWERED"
    assert not Posting.objects.to_send().exists()


def test_many_changes_before_the_next_round_are_one_posting(outside: Simulators) -> None:
    for _n in range(3):
        publish(Publication.OUTAGE, "TD1", to=Line.HOTLINE, at=timezone.now())
    assert Posting.objects.count() == 1


def test_a_county_without_these_lines_keeps_nothing_for_them(db: None, settings: Any) -> None:
    settings.CONNECTORS = {}
    assert not publish(Publication.OUTAGE, "TD1", to=Line.APP, at=timezone.now())
    assert not Posting.objects.exists()


def test_what_begins_in_the_app_waits_for_its_customer_and_is_one_however_often_it_is_pushed(
    outside: Simulators, cast: Cast
) -> None:
    told = {"intake": "A1", "phone": PHONE, "answers": ANSWERS}
    assert push("app", told, told) == [201, 200]
    case = Application.objects.get()
    assert (case.stage, case.draft.answers) == ("LEAD", ANSWERS)
    assert case.applicant == User.objects.customers().with_phone(PHONE).get()
    assert Message.objects.filter(template="application-from-app", recipient=case.applicant).count() == 1
    assert not case.timeline.clocks.exists()


def test_the_app_reads_how_far_it_is_once_the_customer_has_confirmed(outside: Simulators, cast: Cast) -> None:
    push("app", {"intake": "A1", "phone": PHONE, "answers": ANSWERS})
    case = Application.objects.get()
    adopt(mine(case.number, by=case.applicant).pk, by=case.applicant, at=timezone.now())
    send_ready(at=timezone.now())
    told = outside.app.published[f"CASE {case.number}"]
    assert (told["intake"], told["stage"]) == ("A1", "DRAFT")
    assert set(told) == {"version", "intake", "number", "stage", "turn", "next_due_at", "url"}


@pytest.mark.parametrize(
    "wrong",
    [{"phone": "12"}, {"phone": None}, {"intake": " "}, {"answers": []}, {"answers": {"name": "a" * 300}}],
    ids=str,
)
def test_an_intake_that_makes_no_sense_is_sent_back(outside: Simulators, cast: Cast, wrong: dict[str, Any]) -> None:
    assert push("app", {"intake": "A1", "phone": PHONE, "answers": ANSWERS, **wrong}) == [400]
    assert not Application.objects.exists()


def test_what_the_customer_adds_is_read_by_the_owner(cast: Cast, client: Any) -> None:
    demand = actions.open_demand(
        kind="DEMAND", words="想移表", user=cast.customer, by=cast.customer, at=timezone.now()
    )  # fmt: skip
    client.force_login(cast.customer, "django.contrib.auth.backends.ModelBackend")
    client.post(f"/demands/{demand.number}/add/", {"words": "移到东墙"})
    client.force_login(cast.chief, "django.contrib.auth.backends.ModelBackend")
    assert "移到东墙" in client.get(f"/demands/{demand.number}/").content.decode()
    assert client.get(f"/demands/{demand.number}/add/").status_code == 409
