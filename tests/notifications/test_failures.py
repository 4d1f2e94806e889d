"""Messages that did not get through: listed, tried again without sending twice, or told by telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actions import grant_role
from accounts.models import PersonalDataAccess, User
from accounts.roles import Role
from connectors.simulators import Simulators
from notifications import precedence
from notifications.choices import Channel, DeliveryState
from notifications.models import Delivery
from notifications.preferences.actions import choose, wish_calls
from notifications.relay import step
from tests.notifications.cast import AT, PHONE, person, sms_of, tell

pytestmark = pytest.mark.django_db


def web(user: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def officer() -> Client:
    user = User.objects.create(username="li", is_staff=True)
    grant_role(user, Role.INTAKE, at=AT, by=None)
    return web(user)


def lost(state: str = DeliveryState.FAILED, **more: Any) -> Delivery:
    row = sms_of(tell(person()))
    Delivery.objects.filter(pk=row.pk).update(state=state, next_at=None, settled_at=AT, attempts=5, **more)
    row.refresh_from_db()
    return row


def test_it_is_listed_masked_with_its_words_and_reason(officer: Client) -> None:
    lost(reason="no-phone")
    page = officer.get("/messages/failures/").content.decode()
    assert "你的申请 XC1 有新进展。" in page
    assert "There is no mobile number." in page
    assert PHONE not in page


def test_one_that_failed_goes_out_once_more_under_a_new_reference(officer: Client, simulators: Simulators) -> None:
    row = lost()
    officer.post(f"/messages/failures/{row.pk}/again/")
    assert Delivery.objects.get(pk=row.pk).reference != row.reference
    assert step(at=AT.replace(year=2040))
    assert len(simulators.sms.kept) == 1


def test_one_that_may_have_got_through_is_asked_after_first(officer: Client) -> None:
    row = lost(DeliveryState.DEAD)
    officer.post(f"/messages/failures/{row.pk}/again/")
    again = Delivery.objects.get(pk=row.pk)
    assert (again.state, again.reference, again.attempts) == (DeliveryState.UNKNOWN, row.reference, 0)


def test_who_was_told_by_telephone_leaves_the_list(officer: Client) -> None:
    row = lost()
    officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "REACHED", "said": "停电改期已告知"})
    assert row.calls.get().said == "停电改期已告知"
    assert "Everything got through" in officer.get("/messages/failures/").content.decode()
    assert officer.post(f"/messages/failures/{row.pk}/again/").status_code == 404


def test_the_number_to_call_is_shown_for_a_reason_and_on_record(officer: Client) -> None:
    row = lost()
    assert officer.post(f"/messages/failures/{row.pk}/number/", {"reason": ""}).status_code == 422
    page = officer.post(f"/messages/failures/{row.pk}/number/", {"reason": "call list"}).content.decode()
    assert PHONE in page
    assert PersonalDataAccess.objects.get().reason == "call list"


def test_a_customer_sees_nothing_of_it() -> None:
    row = lost()
    assert web(person("bob", "")).get("/messages/failures/").status_code == 404
    assert (
        web(person("eve", "")).post(f"/messages/failures/{row.pk}/called/", {"outcome": "NO_ANSWER"}).status_code == 403
    )


def test_a_topic_switched_off_still_comes_to_the_inbox() -> None:
    alice = person()
    web(alice).post("/messages/preferences/", {"sms": ["OUTAGE"]})
    assert {row.channel for row in tell(alice).deliveries.all()} == {Channel.INBOX}
    assert tell(alice, dedup="o", template="test-outage").deliveries.count() == 2
    choose(alice, wanted=["CASE"])
    assert tell(alice, dedup="again").deliveries.count() == 2


def test_a_customer_is_not_asked_about_work_and_an_officer_is(officer: Client) -> None:
    assert 'value="WORK"' not in web(person()).get("/messages/preferences/").content.decode()
    assert 'value="WORK"' in officer.get("/messages/preferences/").content.decode()


def test_a_call_that_settles_it_says_what_was_said(officer: Client) -> None:
    row = lost()
    answer = officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "REACHED", "said": " "})
    assert answer.status_code == 422
    assert "Write in a few words what was said." in answer.content.decode()
    assert officer.post(f"/messages/failures/{row.pk}/called/", {}).status_code == 422
    assert not row.calls.exists()


def test_nobody_answered_keeps_it_on_the_list_with_each_try(officer: Client) -> None:
    row = lost()
    for _n in range(2):
        officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "NO_ANSWER", "said": ""})
    page = officer.get("/messages/failures/").content.decode()
    assert page.count("Nobody answered, I try again") >= 3  # two tries, and the choice of a third
    assert Delivery.objects.failures().count() == 1


def test_those_on_whom_most_depends_are_called_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_known", {})
    first, urgent = person("first", "13803760011"), person("urgent", "13803760012")
    rows = {user: sms_of(tell(user, dedup=user.username)) for user in (first, urgent)}
    for minutes, row in enumerate(rows.values()):
        Delivery.objects.filter(pk=row.pk).update(state="FAILED", settled_at=AT + timedelta(minutes=minutes))
    precedence.register(0, "most", lambda: User.objects.filter(username="urgent").values("pk"))
    assert [row.message.recipient for row in Delivery.objects.to_call()] == [urgent, first]


def test_whoever_asked_to_be_called_is_called_beside_the_sms_until_somebody_got_through(officer: Client) -> None:
    alice = person()
    customer = web(alice)
    customer.post("/messages/preferences/", {"sms": ["CASE", "OUTAGE"], "calls": "on"})
    row = tell(alice).deliveries.get(channel=Channel.CALL)
    assert sms_of(row.message).next_at
    page = officer.get("/messages/failures/").content.decode()
    assert "This person asked to be called as well." in page
    assert f"/messages/failures/{row.pk}/again/" not in page
    assert (Delivery.objects.failures().count(), Delivery.objects.open().count()) == (0, 1), "nothing failed, one rings"
    officer.post(f"/messages/failures/{row.pk}/again/")
    officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "NO_ANSWER", "said": ""})
    assert list(Delivery.objects.to_call()) == [row]
    officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "REACHED", "said": "told her of the visit"})
    row.refresh_from_db()
    assert (row.state, list(Delivery.objects.to_call())) == ("DELIVERED", [])
    customer.post("/messages/preferences/", {"sms": ["CASE", "OUTAGE"]})
    assert not tell(alice, dedup="later").deliveries.filter(channel=Channel.CALL).exists()


def test_an_sms_that_failed_is_called_once_where_a_call_was_asked_for_anyway() -> None:
    alice = person()
    wish_calls(alice, True)
    message = tell(alice)
    Delivery.objects.filter(pk=sms_of(message).pk).update(state=DeliveryState.FAILED, next_at=None, settled_at=AT)
    assert [row.channel for row in Delivery.objects.to_call()] == [Channel.CALL]
    assert Delivery.objects.failures().count() == 1, "and yet it is counted as not delivered"


def test_an_officer_is_not_called_about_his_work(officer: Client) -> None:
    assert 'name="calls"' not in officer.get("/messages/preferences/").content.decode()


def test_the_list_of_texts_names_purpose_ground_and_length_and_is_for_officers(officer: Client) -> None:
    page = officer.get("/messages/texts/").content.decode()
    assert "one-time-code" in page
    assert "【" in page
    assert web(person()).get("/messages/texts/").status_code == 404


def test_who_no_phone_reaches_gets_the_same_words_on_paper_and_that_settles_it(officer: Client) -> None:
    row = lost(reason="no-phone")
    assert f"致手机尾号 {PHONE[-4:]} 的客户" in officer.post(f"/messages/failures/{row.pk}/letter/").content.decode()
    User.objects.filter(pk=row.message.recipient_id).update(name="王秀英")
    page = officer.post(f"/messages/failures/{row.pk}/letter/").content.decode()
    assert all(word in page for word in ("王秀英：", "你的申请 XC1 有新进展。", "95598", "12398"))
    seen = PersonalDataAccess.objects.filter(field="name").latest("pk")
    assert (seen.by.username, seen.reason) == ("li", "letter XC1")
    bare = officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "LETTER", "said": ""})
    assert bare.status_code == 422, "to whom, and when, is said"
    officer.post(f"/messages/failures/{row.pk}/called/", {"outcome": "LETTER", "said": "交给村委会转交"})
    assert (row.calls.get().outcome, Delivery.objects.failures().count()) == ("LETTER", 0)
    assert officer.post(f"/messages/failures/{row.pk}/letter/").status_code == 404
