"""Zero documents over real HTTP: fetched, late, absent, wrong, double, revoked; the case goes on in every case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

import applications.actions as ways
import applications.correction.actions as correction
import applications.intake.actions as intake
import applications.intake.fetching as fetching
from accounts.actions import withdraw_consent
from accounts.choices import Purpose
from accounts.refusals import Invalid
from applications import tasks
from applications.intake.models import Document
from applications.stages import Stage
from connectors.models import ConnectorCall, ShareLog
from tests.applications.journey import MONDAY, Cast
from tests.applications.papers import AT_HOME, AT_WORK, BUSINESS, PERSON, applied, fetch_all, paper, states
from tests.applications.steps import answers_to

pytestmark = pytest.mark.usefixtures("simulators")
LATER = MONDAY + timedelta(minutes=2)


def test_a_person_is_accepted_with_two_papers_nobody_brought(cast: Cast) -> None:
    case = fetch_all(applied(cast, AT_HOME))
    assert (case.stage, states(case)) == (Stage.ACCEPTED, {"CITIZEN_ID": "FETCHED", "REAL_ESTATE": "FETCHED"})
    card = paper(case, "CITIZEN_ID")
    assert (card.fields["name"], card.source, card.fetched_at) == (PERSON.name, "新县公安局", MONDAY)
    assert set(card.fields) == {"name", "citizen_id", "address"}  # no birthday and no sex: nobody needs them


def test_an_enterprise_is_accepted_with_its_licence_and_certificate(cast: Cast) -> None:
    case = fetch_all(applied(cast, AT_WORK))
    assert (case.stage, case.accepted_at) == (Stage.ACCEPTED, MONDAY)
    assert states(case) == {"BUSINESS_LICENCE": "FETCHED", "REAL_ESTATE": "FETCHED"}
    assert paper(case, "BUSINESS_LICENCE").fields["uscc"] == BUSINESS.uscc
    assert "legal_person_id" not in paper(case, "BUSINESS_LICENCE").fields


def test_with_the_interface_down_the_case_is_accepted_and_the_papers_follow(cast: Cast, simulators: Any) -> None:
    simulators.systems["elicence"].turn({"down": True})
    case = fetch_all(applied(cast, AT_HOME))
    assert (case.stage, set(states(case).values())) == (Stage.ACCEPTED, {"TO_BE_FETCHED"})
    assert fetch_all(case, at=MONDAY + timedelta(seconds=59)).documents.filter(attempts=1).count() == 2
    simulators.systems["elicence"].turn({"down": False})
    assert set(states(fetch_all(case, at=LATER)).values()) == {"FETCHED"}


def test_a_platform_that_is_too_slow_is_asked_again_later(cast: Cast, simulators: Any) -> None:
    simulators.systems["elicence"].turn({"delay_s": 1.3})
    case = fetch_all(applied(cast, AT_HOME))
    assert (case.stage, set(states(case).values())) == (Stage.ACCEPTED, {"TO_BE_FETCHED"})
    assert {one.next_try_at for one in case.documents.all()} == {MONDAY + timedelta(minutes=1)}


@pytest.mark.parametrize(
    ("knob", "why"),
    [("revoked", "REVOKED"), ("expired", "EXPIRED"), ("wrong_owner", "WRONG_OWNER"), ("double", "SEVERAL")],
)
def test_what_cannot_be_used_goes_to_an_officer_and_is_no_refusal(
    cast: Cast, simulators: Any, knob: str, why: str
) -> None:
    simulators.systems["elicence"].turn({knob: True, "only_kind": "REAL_ESTATE"})
    case = fetch_all(applied(cast, AT_WORK))
    assert (case.stage, case.desks, paper(case).remark) == (Stage.PRECHECK, ["intake"], why)
    case = fetching.settle_document(
        case.pk, by=cast.intake, at=LATER, kind="REAL_ESTATE", remark="seen", finding="CHECKED"
    )
    assert (case.stage, paper(case).state) == (Stage.ACCEPTED, "CHECKED")


def test_of_a_double_licence_the_officer_sees_both(cast: Cast, simulators: Any) -> None:
    simulators.systems["elicence"].turn({"double": True, "only_kind": "REAL_ESTATE"})
    case = fetch_all(applied(cast, AT_WORK))
    assert (len(paper(case).found), paper(case).fields) == (2, {})


def test_a_certificate_that_is_not_on_record_is_looked_for_a_week_and_holds_up_nothing(
    cast: Cast, simulators: Any
) -> None:
    simulators.systems["elicence"].turn({"not_found": True, "only_kind": "REAL_ESTATE"})
    case = fetch_all(applied(cast, AT_HOME))
    assert (case.stage, paper(case).state) == (Stage.ACCEPTED, "NOT_FOUND")
    for day in range(1, 10):
        fetch_all(case, at=MONDAY + timedelta(days=day))
    assert (paper(case).attempts, paper(case).next_try_at) == (7, None)


def test_a_new_certificate_is_found_when_it_has_come_into_the_register(cast: Cast, simulators: Any) -> None:
    simulators.systems["elicence"].turn({"not_found": True, "only_kind": "REAL_ESTATE"})
    case = fetch_all(applied(cast, AT_HOME))
    simulators.systems["elicence"].turn({"not_found": False})
    assert states(fetch_all(case, at=MONDAY + timedelta(days=1)))["REAL_ESTATE"] == "FETCHED"


def test_trouble_found_after_acceptance_puts_the_case_on_intakes_desk_as_well(cast: Cast, simulators: Any) -> None:
    simulators.systems["elicence"].turn({"down": True})
    case = fetch_all(applied(cast, AT_HOME))
    simulators.systems["elicence"].turn({"down": False, "revoked": True, "only_kind": "REAL_ESTATE"})
    case = fetch_all(case, at=LATER)
    assert (case.stage, case.desks) == (Stage.ACCEPTED, ["manager", "intake"])


def test_the_certificate_of_somebody_elses_place_is_not_asked_for(cast: Cast) -> None:
    case = fetch_all(applied(cast, {**AT_WORK, "is_owner": "NO", "owner_note": "Mr Li, lease of March"}))
    assert (case.stage, paper(case).state, paper(case).note) == (
        Stage.ACCEPTED,
        "ACCEPTED_LATER",
        "Mr Li, lease of March",
    )
    assert not ConnectorCall.objects.filter(purpose__endswith="REAL_ESTATE").exists()


def test_once_the_consent_is_taken_back_nothing_is_asked_any_more(cast: Cast) -> None:
    case = applied(cast, AT_HOME)
    withdraw_consent(cast.customer, Purpose.LICENCES, at=MONDAY)
    case = fetch_all(case)
    assert (case.stage, ConnectorCall.objects.count(), ShareLog.objects.count()) == (Stage.ACCEPTED, 0, 0)
    assert {one.remark for one in case.documents.all()} == {"NO_CONSENT"}


def test_two_workers_ask_the_platform_once(cast: Cast) -> None:
    case = applied(cast, AT_HOME)
    fetching.claim(paper(case).pk, at=MONDAY)
    fetching.fetch(paper(case).pk, at=MONDAY)
    assert ConnectorCall.objects.count() == 0
    assert Document.objects.due(at=MONDAY + fetching.LEASE).count() == 2  # a worker that died is made up for


def test_an_answer_that_comes_twice_counts_once(cast: Cast) -> None:
    case = fetch_all(applied(cast, AT_HOME))
    before = case.timeline.events.count()
    Document.objects.filter(application=case).update(next_try_at=MONDAY)
    assert fetch_all(case).timeline.events.count() == before


def test_a_case_that_is_over_is_asked_about_no_more(cast: Cast, simulators: Any) -> None:
    simulators.systems["elicence"].turn({"down": True})
    case = fetch_all(applied(cast, AT_HOME))
    ways.withdraw(case.pk, by=cast.customer, at=LATER)
    assert not Document.objects.due(at=MONDAY + timedelta(days=3)).exists()


def test_the_sweep_hands_every_due_document_to_the_workers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = applied(cast, AT_HOME, at=timezone.now())
    sent: list[int] = []
    monkeypatch.setattr(tasks.fetch_document, "delay", sent.append)
    tasks.fetch_documents()
    assert sorted(sent) == sorted(case.documents.values_list("pk", flat=True))


def test_submitting_asks_a_worker_at_once_and_bears_a_dead_queue(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from portal.celery import app

    app.conf.broker_url, before = "redis://127.0.0.1:1/0", app.conf.broker_url
    try:
        with django_capture_on_commit_callbacks(execute=True):
            case = applied(cast, AT_HOME)
    finally:
        app.conf.broker_url = before
    assert case.stage == Stage.PRECHECK


def test_the_customer_says_that_something_is_wrong_and_an_officer_looks(cast: Cast) -> None:
    case = fetch_all(applied(cast, AT_WORK))
    case = fetching.dispute_document(
        case.pk, by=cast.customer, at=LATER, kind="REAL_ESTATE", reason="The area is 80 m²"
    )
    assert (case.stage, case.desks, paper(case).note) == (Stage.ACCEPTED, ["manager", "intake"], "The area is 80 m²")
    case = fetching.settle_document(
        case.pk, by=cast.intake, at=LATER, kind="REAL_ESTATE", remark="ok", finding="CHECKED"
    )
    assert case.desks == ["manager"]
    with pytest.raises(Invalid):
        fetching.dispute_document(case.pk, by=cast.customer, at=LATER, kind="REAL_ESTATE", reason="again")


def test_after_a_correction_a_person_accepts(cast: Cast, simulators: Any) -> None:
    case = applied(cast, AT_WORK)
    correction.request_correction(case.pk, by=cast.intake, at=MONDAY, items=["Which floor?"])
    correction.correct(case.pk, by=cast.customer, at=LATER, **answers_to(case, "The second"))
    assert fetch_all(case, at=LATER).stage == Stage.PRECHECK


def test_neither_names_nor_numbers_lie_open_in_the_database(cast: Cast) -> None:
    case = fetch_all(applied(cast, {**AT_HOME, "is_owner": "NO", "owner_note": PERSON.name}))
    draft = intake.open_draft(by=cast.customer, at=MONDAY, answers=AT_HOME)
    stored = "".join(
        str(row)
        for table in ("document", "statement", "draft", "application")
        for row in raw(f"SELECT * FROM applications_{table}")  # noqa: S608 - our own words
    )
    assert case.number in stored
    assert draft.number in stored
    assert not [secret for secret in (PERSON.name, PERSON.citizen_id, PERSON.address) if secret in stored]


def raw(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
