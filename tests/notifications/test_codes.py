"""One-time codes: out at once, once, and not kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.signals import code_issued
from connectors.simulators import Simulators
from connectors.sms.client import SmsOutcome
from notifications import actions
from notifications.choices import DeliveryState
from notifications.models import Delivery, Message
from notifications.relay import step
from tests.notifications.cast import AT, NIGHT, PHONE

pytestmark = pytest.mark.django_db
CODE = "314159"


def test_a_code_reaches_the_phone_even_at_night(simulators: Simulators) -> None:
    assert actions.send_code(PHONE, CODE, purpose="sign", at=NIGHT) is SmsOutcome.ACCEPTED
    assert CODE in simulators.sms.kept[0].text
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_neither_code_nor_number_is_kept(simulators: Simulators) -> None:
    actions.send_code(PHONE, CODE, purpose="sign", at=AT)
    kept = str(Message.objects.values().get()) + str(Delivery.objects.values().get())
    assert CODE not in kept
    assert PHONE not in kept


def test_a_code_that_may_be_lost_is_never_sent_by_itself(simulators: Simulators) -> None:
    simulators.turn("sms", hang_s=1.2)
    assert actions.send_code(PHONE, CODE, purpose="sign", at=AT) is SmsOutcome.UNKNOWN
    assert not step(at=AT + timedelta(days=1))
    assert len(simulators.sms.kept) == 1


def test_the_same_code_asked_for_twice_goes_once(simulators: Simulators) -> None:
    outcomes = [actions.send_code(PHONE, CODE, purpose="sign", at=AT, reference="code-1") for _ in range(2)]
    assert outcomes == [SmsOutcome.ACCEPTED, SmsOutcome.REFUSED]
    assert len(simulators.sms.kept) == 1


def test_a_code_issued_by_the_accounts_room_goes_out_in_the_persons_language(simulators: Simulators) -> None:
    told = {"phone": PHONE, "code": CODE, "purpose": "sign", "reference": "code-9", "language": "en"}
    code_issued.send_robust(None, **told)
    assert f"{CODE} is your code (Signing a document)" in simulators.sms.kept[0].text
    assert simulators.sms.kept[0].reference == "code-9"
