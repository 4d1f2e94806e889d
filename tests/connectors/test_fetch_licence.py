"""Licences fetched over HTTP from a platform in every mood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.choices import Outcome
from connectors.elicence.choices import LicenceKind, LicenceState, Problem
from connectors.elicence.client import LicenceReply, Subject, fetch_licence
from connectors.elicence.simulator import REGISTER
from connectors.models import ConnectorCall, ShareLog
from connectors.simulators import Simulators

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
PERSON, SHOP = REGISTER.demo_persons[0], REGISTER.demo_businesses[1]
TWO_HOUSES = next(one for one in REGISTER.demo_businesses if len(REGISTER.properties_of(one.uscc)) == 2)


def fetch(kind: LicenceKind = LicenceKind.CITIZEN_ID, subject: Subject | None = None) -> LicenceReply:
    subject = subject or Subject(citizen_id=PERSON.citizen_id, name=PERSON.name)
    return fetch_licence(kind, subject, purpose="intake", authorisation="consent-7", at=AT, about="XC1")


def test_an_identity_card_comes_with_its_source_and_time(simulators: Simulators) -> None:
    reply = fetch()
    assert reply.is_usable
    assert (reply.fields["name"], reply.issued_by, reply.fetched_at) == (PERSON.name, "新县公安局", AT)


def test_a_business_licence_names_the_legal_person(simulators: Simulators) -> None:
    reply = fetch(LicenceKind.BUSINESS_LICENCE, Subject(uscc=SHOP.uscc))
    assert reply.is_usable
    assert reply.fields["legal_person"] == SHOP.legal_person.name


def test_a_property_is_found_by_its_owner(simulators: Simulators) -> None:
    reply = fetch(LicenceKind.REAL_ESTATE, Subject(uscc=SHOP.uscc))
    assert reply.fields["address"] == SHOP.address


def test_a_property_is_found_by_name_and_address(simulators: Simulators) -> None:
    reply = fetch(LicenceKind.REAL_ESTATE, Subject(name=PERSON.name, address=PERSON.address))
    assert reply.fields["owner_id"] == PERSON.citizen_id


def test_several_properties_are_left_to_the_customer_to_choose(simulators: Simulators) -> None:
    reply = fetch(LicenceKind.REAL_ESTATE, Subject(uscc=TWO_HOUSES.uscc))
    assert (reply.problem, len(reply.matches), reply.licence) == (Problem.SEVERAL, 2, None)


def test_nobody_of_that_number_is_not_found(simulators: Simulators) -> None:
    assert fetch(subject=Subject(citizen_id="11010519491231002X")).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("knob", "problem"),
    [
        ("wrong_owner", Problem.WRONG_OWNER),
        ("revoked", Problem.REVOKED),
        ("expired", Problem.EXPIRED),
        ("double", Problem.SEVERAL),
    ],
)
def test_a_licence_that_cannot_be_taken_says_why(simulators: Simulators, knob: str, problem: Problem) -> None:
    simulators.turn("elicence", **{knob: True})
    reply = fetch()
    assert (reply.outcome, reply.problem, reply.is_usable) == (Outcome.OK, problem, False)


def test_an_end_in_the_past_counts_even_if_the_platform_says_valid(simulators: Simulators) -> None:
    later = datetime(2045, 1, 1, tzinfo=UTC)
    subject = Subject(citizen_id=PERSON.citizen_id)
    reply = fetch_licence("CITIZEN_ID", subject, purpose="p", authorisation="a", at=later)
    assert reply.state is LicenceState.EXPIRED


@pytest.mark.parametrize(
    ("knobs", "reason"),
    [
        ({"down": True}, "broken-off"),
        ({"error_rate": 1}, "server-error"),
        ({"too_many_rate": 1}, "too-many"),
        ({"garbage": True}, "garbage"),
        ({"delay_s": 1.5}, "timeout"),
        ({"redirect": True}, "redirect"),
    ],
)
def test_a_platform_in_trouble_is_unknown_and_never_an_error(
    simulators: Simulators, knobs: dict[str, Any], reason: str
) -> None:
    simulators.turn("elicence", **knobs)
    reply = fetch()
    assert (reply.outcome, reply.reason) == (Outcome.UNKNOWN, reason)


def test_one_kind_may_be_in_trouble_while_the_others_are_well(simulators: Simulators) -> None:
    simulators.turn("elicence", not_found=True, only_kind="REAL_ESTATE")
    assert fetch().is_usable
    assert fetch(LicenceKind.REAL_ESTATE).outcome is Outcome.NOT_FOUND


def test_what_was_shared_is_recorded_without_the_values(simulators: Simulators) -> None:
    fetch()
    share = ShareLog.objects.get()
    assert (share.recipient, share.fields, share.subject, share.basis) == (
        "elicence", ["citizen_id", "name"], "XC1", "consent-7",
    )  # fmt: skip


def test_the_log_of_calls_holds_no_personal_data(simulators: Simulators) -> None:
    fetch()
    row = str(ConnectorCall.objects.values().get()) + str(ShareLog.objects.values().get())
    assert PERSON.citizen_id not in row
    assert PERSON.name not in row


def test_a_subject_without_a_case_is_recorded_under_a_pseudonym(simulators: Simulators) -> None:
    fetch_licence("CITIZEN_ID", Subject(citizen_id=PERSON.citizen_id), purpose="p", authorisation="a", at=AT)
    assert len(ShareLog.objects.get().subject) == 64
