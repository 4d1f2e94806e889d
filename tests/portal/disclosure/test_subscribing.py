"""News of outages by SMS for whoever proves a number: asked for twice it is once, and a link ends it."""

from __future__ import annotations

import pytest

from accounts.crypto import blind_index
from accounts.models import User
from accounts.signals import code_issued
from gridhealth.telemetry.actions import take
from notifications.models import Message
from outages.faults import restoring
from outages.models import Outage
from portal.disclosure import actions
from portal.disclosure.models import Publication
from portal.disclosure.outages.actions import subscribe, unsubscribe
from portal.disclosure.outages.models import Subscription
from tests.gridhealth.conftest import NOON
from tests.outages.cast import gasp, later, resident

pytestmark = pytest.mark.django_db
TOWN, PHONE = "411523101", "13803760099"


@pytest.fixture
def codes():
    sent = []

    def note(code, **_more):
        sent.append(code)

    code_issued.connect(note)
    yield sent
    code_issued.disconnect(note)


def put_out(area, at):
    area.township_code = TOWN
    area.save()
    take([gasp(area, at=at)], at=at)
    actions.publish("outages", at=at)
    return Outage.objects.get()


def news():
    return list(Message.objects.filter(template__startswith="area-").order_by("pk").values_list("template", flat=True))


def test_a_number_is_proved_before_anything_is_sent_to_it(client, codes):
    answer = client.post("/public/outages/subscribe/", {"townships": [TOWN], "phone": PHONE})
    assert answer["Location"] == "/public/outages/subscribe/code/"
    assert not Subscription.objects.exists()
    wrong = client.post(answer["Location"], {"code": "000000" if codes[0] != "000000" else "111111"})
    assert (wrong.status_code, Subscription.objects.exists()) == (422, False)
    done = client.post(answer["Location"], {"code": codes[0]}, follow=True)
    assert "沙窝镇" in done.content.decode()
    assert Subscription.objects.standing().get().township_code == TOWN


def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client):
    answer = client.post("/public/outages/subscribe/", {"townships": [], "phone": "138 0376 0099 x"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请至少选一个乡镇" in page
    assert "138 0376 0099 x" in page


def test_asked_for_twice_it_is_once_and_at_most_five_are_kept():
    many = [f"4115231{n:02}" for n in range(5)] + ["411523200", "nonsense"]
    first, again = (subscribe(PHONE, many, at=NOON) for _n in range(2))
    assert len(first) == len(again) == Subscription.objects.count() == 5


def test_somebody_hears_of_the_township_once_a_turn_of_things(area, crew):
    subscribe(PHONE, [TOWN], at=NOON)
    actions.publish("outages", at=NOON)
    outage = put_out(area, later(1))
    actions.note("outages", about=outage.number, at=later(2))
    actions.publish("outages", at=later(2))
    assert news() == ["area-now"]
    restoring.restore(outage.pk, by=crew, at=later(30))
    actions.publish("outages", at=later(30))
    assert news() == ["area-now", "area-over"]
    assert Publication.objects.get().renders == 4


def test_whoever_was_told_as_a_customer_is_not_told_twice(area, crew):
    user, _point = resident(area, phone=PHONE)
    User.objects.filter(pk=user.pk).update(phone_index=blind_index(PHONE))
    subscribe(PHONE, [TOWN], at=NOON)
    put_out(area, later(1))
    assert Message.objects.filter(recipient=user, template="fault-began").exists()
    assert news() == []


def test_the_link_asks_once_more_and_ends_it(client, area, crew):
    (row,) = subscribe(PHONE, [TOWN], at=NOON)
    link = f"/public/outages/unsubscribe/{row.token}/"
    assert client.get(link).status_code == 200
    assert Subscription.objects.standing().exists(), "a program that follows links ends nothing"
    assert "沙窝镇" in client.post(link).content.decode()
    put_out(area, later(1))
    assert (news(), Subscription.objects.standing().exists()) == ([], False)
    assert unsubscribe(row.token, at=later(9)).ended_at != later(9)
    assert client.post("/public/outages/unsubscribe/none/").status_code == 404
