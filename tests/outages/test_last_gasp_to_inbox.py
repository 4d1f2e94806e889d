"""From a terminal's last gasp, through a real broker, to the customer's inbox and to what everybody may read."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.crypto import blind_index
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.terminals import MadeUpTerminal
from notifications.models import Delivery
from notifications.tasks import relay
from outages.faults import restoring
from outages.models import Outage
from outages.published import queries as published
from portal.disclosure.actions import publish
from tests.gridhealth.test_telemetry_broker import broker, listening, stored  # noqa: F401 - fixtures
from tests.outages.cast import gasp, resident
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures


@pytest.fixture
def terminal(area, broker):  # noqa: F811
    Terminal.objects.create(code="TTU-9", area=area)
    made = MadeUpTerminal(broker, "TTU-9", 400)
    yield made
    made.client.loop_stop()


def stage():
    return Outage.objects.values_list("stage", flat=True).first()


def test_the_last_gasp_reaches_the_inbox_the_phone_and_everybody(
    area, crew, terminal, listening, client, simulators, settings, tmp_path  # noqa: F811
):  # fmt: skip
    settings.PUBLISHED_ROOT = tmp_path
    alice, _point = resident(area)
    here = listening()
    terminal.lose_power(timezone.now())
    terminal.lose_power(timezone.now())
    stored(here, lambda: stage() == "DISPATCHED")
    relay()
    (outage,) = Outage.objects.all()
    client.force_login(alice)
    assert "A1停电" in client.get("/messages/").content.decode()
    assert "您家在本次停电范围内" in client.get(f"/outages/{outage.number}/").content.decode()
    (sms,) = simulators.sms.kept
    assert (sms.phone, "停电" in sms.text) == ("13803760001", True)
    assert [one.number for one in published.now()] == [outage.number]
    publish("outages", at=timezone.now())
    assert outage.number in Client().get("/public/outages/").getvalue().decode(), "somebody who is not signed in"
    terminal.get_power_back(timezone.now())
    stored(here, lambda: stage() == "VERIFIED")
    assert published.past(at=timezone.now())[0].phase == "OVER"
    assert Delivery.objects.filter(message__recipient=alice, channel="INBOX").count() == 2


def test_a_customer_answers_the_sms_that_it_is_still_dark(area, crew, live_server, simulators):  # noqa: F811
    alice, _point = resident(area)
    alice.phone_index = blind_index("13803760001")
    alice.save()
    now = timezone.now()
    take([gasp(area, at=now)], at=now)
    restoring.restore(Outage.objects.get().pk, by=crew, at=now)
    simulators.turn("sms", callback=f"{live_server.url}/connect/sms/receipts/", double_receipts=True)
    assert simulators.sms.reply("13803760001", "谢谢") == 200
    assert stage() == "RESTORED"
    assert simulators.sms.reply("13803760001", "还没电。") == 200
    assert stage() == "PARTLY_RESTORED"
    assert Outage.objects.get().reports.filter(is_still_out=True).count() == 1
    assert simulators.sms.reply("13999999999", "0") == 200, "somebody we do not know changes nothing"
    simulators.turn("sms", forged_receipts=True)
    assert simulators.sms.reply("13803760001", "0") == 401
