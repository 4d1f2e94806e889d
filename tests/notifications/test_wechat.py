"""WeChat in every mood: whom it reaches, what it is told, and the SMS that comes when it does not get through."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.doors.actions import link
from accounts.models import User
from connectors.models import ShareLog
from connectors.simulators import Simulators
from connectors.wechat import sealing
from notifications.choices import Channel, DeliveryState
from notifications.fanout import queue_many
from notifications.models import Delivery, Message, WechatContact
from notifications.preferences.actions import choose
from notifications.relay import step
from tests.notifications.cast import AT, NIGHT, PHONE, person, tell

pytestmark = pytest.mark.django_db
OPENID = "o-demo-shancha"
URL = "/connect/wechat/events/"


@pytest.fixture
def mei(simulators: Simulators) -> User:
    """A customer whose WeChat is linked; the message about that is out of the way."""
    user = person()
    link(user, "wechat", OPENID, at=AT)
    Message.objects.all().delete()
    return user


@pytest.fixture
def pushes(simulators: Simulators, live_server: Any) -> Simulators:
    """WeChat pushes to a real server of ours."""
    simulators.turn("wechat", callback=f"{live_server.url}{URL}", receipts=False)
    return simulators


def run(at: Any = AT) -> None:
    while step(at=at):
        pass


def ways(message: Message) -> dict[str, str]:
    rows = message.deliveries.exclude(channel=Channel.INBOX).values_list("channel", "state")
    return dict(rows)


def shown(simulators: Simulators) -> list[tuple[str, str]]:
    return [(row.openid, row.way) for row in simulators.wechat.shown]


def outage(to: User, **more: Any) -> Message:
    return tell(to, template="test-outage", **more)


def test_news_of_an_outage_goes_to_wechat_and_not_twice_to_the_phone(mei: User, simulators: Simulators) -> None:
    message = outage(mei)
    run()
    assert ways(message) == {"WECHAT": DeliveryState.SENT}
    (row,) = simulators.wechat.shown
    assert row.data["thing5"] == "95598 / 12398"
    assert row.data["character_string2"] == "XC1"
    assert simulators.sms.kept == type(simulators.sms.kept)()
    assert ShareLog.objects.get().fields == ["openid"]


def test_news_of_a_case_goes_by_sms_until_the_person_allows_wechat(mei: User, simulators: Simulators) -> None:
    message = tell(mei)
    run()
    assert ways(message) == {"SMS": DeliveryState.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_yes_to_one_message_is_good_for_one(mei: User, pushes: Simulators) -> None:
    pushes.wechat.act(OPENID, "once")
    first, second = tell(mei, dedup="1"), tell(mei, dedup="2")
    run()
    assert ways(first) == {"WECHAT": DeliveryState.SENT}
    assert ways(second) == {"WECHAT": DeliveryState.FAILED, "SMS": DeliveryState.SENT}
    assert ways(tell(mei, dedup="3")) == {"SMS": DeliveryState.PENDING}


@pytest.mark.django_db(transaction=True)
def test_a_lasting_yes_stands_until_it_is_taken_back(mei: User, pushes: Simulators) -> None:
    pushes.wechat.act(OPENID, "lasting")
    for dedup in ("1", "2"):
        assert ways(tell(mei, dedup=dedup)) == {"WECHAT": DeliveryState.PENDING}
    pushes.wechat.act(OPENID, "refuse")
    assert ways(tell(mei, dedup="3")) == {"SMS": DeliveryState.PENDING}


@pytest.mark.django_db(transaction=True)
def test_who_leaves_the_account_is_told_by_sms_and_comes_back_by_following(mei: User, pushes: Simulators) -> None:
    pushes.wechat.act(OPENID, "leave")
    assert ways(outage(mei, dedup="1")) == {"SMS": DeliveryState.PENDING}
    pushes.wechat.act(OPENID, "follow")
    assert ways(outage(mei, dedup="2")) == {"WECHAT": DeliveryState.PENDING}


def test_a_refusal_we_had_not_heard_of_becomes_an_sms_at_once_and_is_remembered(
    mei: User, simulators: Simulators
) -> None:
    simulators.wechat.people[OPENID].is_following = False
    message = outage(mei, dedup="1")
    run()
    assert ways(message) == {"WECHAT": DeliveryState.FAILED, "SMS": DeliveryState.SENT}
    assert message.deliveries.get(channel="WECHAT").reason == "wechat-43004"
    assert ways(outage(mei, dedup="2")) == {"SMS": DeliveryState.PENDING}


def test_a_token_that_has_run_out_is_fetched_again_without_losing_the_message(
    mei: User, simulators: Simulators
) -> None:
    outage(mei, dedup="1")
    run()
    simulators.wechat.token = "another"
    message = outage(mei, dedup="2")
    run()
    assert ways(message) == {"WECHAT": DeliveryState.SENT}
    assert len(simulators.wechat.shown) == 2


@pytest.mark.parametrize("mood", [{"down": True}, {"error_rate": 1.0}, {"busy": True}, {"too_many_rate": 1.0}])
def test_a_silent_wechat_costs_a_minute_and_then_the_sms_goes(
    mei: User, simulators: Simulators, mood: dict[str, Any]
) -> None:
    simulators.turn("wechat", **mood)
    message = outage(mei)
    for second in range(0, 130, 5):
        run(AT + timedelta(seconds=second))
    assert ways(message)["SMS"] == DeliveryState.SENT
    assert message.deliveries.get(channel="SMS").sent_at <= AT + timedelta(seconds=125)
    assert len(simulators.sms.kept) == 1


def test_a_template_message_in_doubt_is_handed_over_again_and_shown_once(mei: User, simulators: Simulators) -> None:
    simulators.turn("wechat", hang_s=1.3)
    message = outage(mei)
    step(at=AT)
    assert ways(message) == {"WECHAT": DeliveryState.UNKNOWN}
    simulators.turn("wechat", hang_s=0.0)
    run(AT + timedelta(seconds=30))
    assert ways(message) == {"WECHAT": DeliveryState.SENT}
    assert len(simulators.wechat.shown) == 1


def test_a_subscription_message_in_doubt_is_not_sent_again_there(mei: User, simulators: Simulators) -> None:
    index = link(mei, "wechat", OPENID, at=AT).subject_index
    WechatContact.objects.create(subject_index=index, lasting_since=AT, heard_at=AT)
    simulators.wechat.people[OPENID].is_lasting = True
    simulators.turn("wechat", hang_s=1.3)
    message = tell(mei)
    step(at=AT)
    simulators.turn("wechat", hang_s=0.0)
    run(AT + timedelta(seconds=30))
    assert len(simulators.wechat.shown) == 1
    assert ways(message) == {"WECHAT": DeliveryState.FAILED, "SMS": DeliveryState.SENT}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("status", "state"), [("success", "DELIVERED"), ("failed:user block", "FAILED")])
def test_a_receipt_moves_it_on_once_however_often_it_comes(
    mei: User, pushes: Simulators, status: str, state: str
) -> None:
    message = outage(mei)
    run()
    told = f"<MsgID>{pushes.wechat.shown[0].msgid}</MsgID><Status>{status}</Status>"
    answers = [pushes.wechat.push(OPENID, "TEMPLATESENDJOBFINISH", told) for _n in range(3)]
    assert answers == [200, 200, 200]
    assert ways(message)["WECHAT"] == state
    assert ("SMS" in ways(message)) == (state == "FAILED")


@pytest.mark.django_db(transaction=True)
def test_news_of_a_message_we_have_not_noted_yet_is_asked_for_again(pushes: Simulators) -> None:
    told = "<MsgID>77</MsgID><Status>success</Status>"
    assert pushes.wechat.push(OPENID, "TEMPLATESENDJOBFINISH", told) == 503


def push(
    text: str, *, token: str = "test-token", aes_key: str = "x" * 43, app_id: str = "wx-test", age_s: int = 0
) -> int:
    sealed = sealing.seal(text, aes_key=aes_key, app_id=app_id)
    now = str(int(time.time()) - age_s)
    query = {"timestamp": now, "nonce": "n", "msg_signature": sealing.signature(token, now, "n", sealed)}
    address = f"{URL}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    return Client().post(address, f"<xml><Encrypt>{sealed}</Encrypt></xml>", content_type="text/xml").status_code


FOLLOW = f"<xml><FromUserName>{OPENID}</FromUserName><CreateTime>1</CreateTime><Event>subscribe</Event></xml>"


@pytest.mark.parametrize(
    "wrong", [{"token": "other"}, {"aes_key": "y" * 43}, {"app_id": "wx-other"}, {"age_s": 301}], ids=str
)
def test_what_does_not_come_from_wechat_or_is_not_for_us_is_turned_away(
    simulators: Simulators, wrong: dict[str, Any]
) -> None:
    assert push(FOLLOW) == 200
    assert push(FOLLOW, **wrong) == 401


@pytest.mark.parametrize("body", [b"", b"<xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\x00" * 50])
def test_garbage_is_turned_away(simulators: Simulators, body: bytes) -> None:
    assert Client().post(URL, body, content_type="text/xml").status_code == 401


def test_events_we_do_not_know_are_taken_and_mean_nothing(simulators: Simulators) -> None:
    assert push("<xml><Event>LOCATION</Event></xml>") == 200
    assert not WechatContact.objects.exists()


def test_the_greeting_is_returned_to_wechat_alone(simulators: Simulators) -> None:
    now = str(int(timezone.now().timestamp()))
    made = sealing.signature("test-token", now, "n", "")
    asked = {"timestamp": now, "nonce": "n", "echostr": "hello"}
    assert Client().get(URL, {**asked, "signature": made}).content == b"hello"
    assert Client().get(URL, {**asked, "signature": "0" * 40}).status_code == 401


def test_wechat_sleeps_at_night_too_but_not_for_outages(mei: User, simulators: Simulators) -> None:
    WechatContact.objects.create(
        subject_index=link(mei, "wechat", OPENID, at=AT).subject_index, lasting_since=AT, heard_at=AT
    )
    quiet, loud = tell(mei, dedup="1", at=NIGHT), outage(mei, dedup="2", at=NIGHT)
    run(NIGHT)
    assert ways(quiet) == {"WECHAT": DeliveryState.PENDING}
    assert ways(loud) == {"WECHAT": DeliveryState.SENT}


def test_who_wants_no_wechat_for_outages_gets_the_sms_and_who_wants_neither_nothing(mei: User) -> None:
    choose(mei, wanted=[], channel=Channel.WECHAT)
    assert ways(outage(mei, dedup="1")) == {"SMS": DeliveryState.PENDING}
    choose(mei, wanted=[])
    assert ways(outage(mei, dedup="2")) == {}


def test_many_are_reached_each_in_their_own_way_in_a_few_statements(
    mei: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for phone in range(30):
        person(f"p{phone}", f"1380000{phone:04d}")
    person("no-phone", "")
    everybody = User.objects.all()
    with django_assert_max_num_queries(3):
        queue_many("test-outage", to=everybody, about="F1", url="/", at=AT, context={"number": "F1"}, dedup="many")
    found = Delivery.objects.exclude(channel="INBOX").values_list("message__recipient__username", "channel")
    assert dict(found) == {"alice": "WECHAT"} | {f"p{n}": "SMS" for n in range(30)}


def test_what_did_not_get_through_wechat_is_nobodys_call_while_the_sms_is_on_its_way(
    mei: User, simulators: Simulators
) -> None:
    simulators.wechat.people[OPENID].is_following = False
    outage(mei)
    step(at=AT)
    assert not Delivery.objects.failures().exists()
    simulators.turn("sms", refuse=True)
    run()
    assert Delivery.objects.failures().get().channel == "SMS"


def test_the_page_says_how_far_wechat_may_be_used(mei: User) -> None:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(mei, "django.contrib.auth.backends.ModelBackend")
    assert "Not allowed yet" in browser.get("/messages/preferences/").content.decode()
    browser.post("/messages/preferences/", {"sms": ["CASE"], "wechat": []})
    assert ways(outage(mei)) == {}


def test_linking_a_door_is_told_by_telephone_too(simulators: Simulators) -> None:
    user = person()
    link(user, "province", "s1", at=AT)
    message = Message.objects.get()
    assert (message.purpose, message.basis) == ("SAFETY", "NOTICE")
    assert ways(message) == {"SMS": DeliveryState.PENDING}
    assert PHONE not in str(message.context)
