"""An agent sees and does what the owner's recorded word allows, and nothing once it is over or taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import give_consent
from accounts.choices import Purpose
from accounts.models import Consent, User
from accounts.notices import NOTICES
from accounts.signals import code_issued
from accounts.signin.actions import welcome_customer
from applications.agency.choices import Act
from applications.agency.models import Mandate
from applications.models import Application
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, person, submitted, surveyed
from tests.applications.test_http_journeys import CONTRACT, OUR_WORKS, SHOP, TERMS, Caller, Case

ALL = [act.value for act in Act]
YEAR = timedelta(days=360)


@pytest.fixture
def owner(cast: Cast) -> User:
    cast.customer = welcome_customer("13800000011", at=MONDAY)
    return cast.customer


@pytest.fixture
def agent(cast: Cast) -> User:
    cast.agent = welcome_customer("13800000012", at=MONDAY)
    return cast.agent


@pytest.fixture
def codes() -> Any:
    sent: list[dict[str, Any]] = []

    def receive(sender: object, **told: Any) -> None:
        sent.append(told)

    code_issued.connect(receive, weak=False, dispatch_uid="agency-tests")
    yield sent
    code_issued.disconnect(dispatch_uid="agency-tests")


def entrusted(owner: User, agent: User, acts: list[str], *, case: Application | None = None, **more: Any) -> Mandate:
    now = timezone.now()
    facts = {"expires_at": now + YEAR, "asked_at": now - timedelta(days=400), "granted_at": now - timedelta(days=1)}
    return Mandate.objects.create(
        owner=owner, agent_name="王五", agent_phone=agent.phone, agent_index=agent.phone_index, acts=acts, case=case,
        nonce="0" * 32, **{**facts, **more},
    )  # fmt: skip


def web(user: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def typed(agent: User, **more: Any) -> dict[str, Any]:
    until = timezone.localdate() + timedelta(days=30)
    return {"name": "王五", "phone": agent.phone, "acts": ["VISIT"], "case": "", "until_on": until.isoformat(), **more}


def test_an_owner_names_an_agent_seals_it_by_code_and_takes_it_back(
    owner: User, agent: User, codes: list[dict[str, Any]]
) -> None:
    browser = web(owner)
    page = browser.post("/agents/new/", typed(agent))["Location"]
    assert not Mandate.objects.standing().exists()
    assert (codes[-1]["phone"], codes[-1]["purpose"]) == (owner.phone, "entrust")
    wrong = f"{(int(codes[-1]['code']) + 1) % 10**6:06d}"
    assert browser.post(f"{page}grant/", {"code": wrong}).status_code == 422
    assert browser.post(f"{page}grant/", {"code": codes[-1]["code"]}).status_code == 302
    mandate = Mandate.objects.standing().get()
    assert "王五" in mandate.wording and agent.phone in mandate.wording  # noqa: PT018 - one sentence
    assert Message.objects.filter(template="agent-named").count() == 2
    browser.post(f"{page}revoke/")
    assert not Mandate.objects.standing().exists()


def test_the_same_over_the_api(owner: User, agent: User, codes: list[dict[str, Any]]) -> None:
    caller = Caller(owner)
    named = caller.post("mandates/", typed(agent, agrees_to=["licences"])).json()
    assert (named["is_standing"], Caller(agent).get("mandates/").json()["results"]) == (False, [])
    granted = caller.post(f"mandates/{named['id']}/grant/", {"code": codes[-1]["code"]}).json()
    assert (granted["is_standing"], granted["agent"]) == (True, "王* 138****0012")
    assert Consent.objects.standing(owner, "licences").exists()
    assert Caller(agent).post(f"mandates/{named['id']}/revoke/").json()["is_standing"] is False  # given back


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "13800000011"}, "phone"), ({"phone": "12"}, "phone"), ({"acts": []}, "acts"),
        ({"acts": ["RULE"]}, "acts"), ({"until_on": "2020-01-01"}, "until_on"),
        ({"until_on": "2099-01-01"}, "until_on"),
        ({"case": "XC-NONE"}, "case"), ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_what_cannot_be_entrusted_is_told_at_its_field(
    owner: User, agent: User, change: dict[str, Any], field: str
) -> None:
    answer = web(owner).post("/agents/new/", typed(agent, **change))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_an_agent_grants_nothing_and_another_owners_mandate_does_not_exist(
    owner: User, agent: User, codes: list[dict[str, Any]]
) -> None:
    page = web(owner).post("/agents/new/", typed(agent))["Location"]
    assert web(agent).post(f"{page}grant/", {"code": codes[-1]["code"]}).status_code == 404
    stranger = welcome_customer("13800000013", at=MONDAY)
    assert [web(stranger).get(page).status_code, web(stranger).post(f"{page}revoke/").status_code] == [404, 404]


def test_the_matrix_of_what_each_scope_opens(cast: Cast, owner: User, agent: User) -> None:
    """A case at whose stage each verb is right; only the scope decides."""
    first, rated = surveyed(cast), submitted(cast)
    opens = {"APPLY": {"upload_document"}, "END": {"withdraw", "suspend"}, "VISIT": {"choose_manager"}}
    mandate = entrusted(owner, agent, ["PLAN"], case=first)
    for act in ALL:
        Mandate.objects.filter(pk=mandate.pk).update(acts=[act])
        told = Caller(agent).get(f"applications/{first.number}/").json()
        assert set(told["actions"]) == opens.get(act, set()), act
        assert Caller(agent).get(f"applications/{rated.number}/").status_code == 404, "the other case is not theirs"


@pytest.mark.parametrize(
    "ending",
    [{"revoked_at": MONDAY}, {"expires_at": timezone.now() - timedelta(seconds=1)}, {"granted_at": None}],
    ids=["taken back", "over", "never sealed"],
)
def test_without_a_standing_word_there_is_no_case(cast: Cast, owner: User, agent: User, ending: dict[str, Any]) -> None:
    case = surveyed(cast)
    mandate = entrusted(owner, agent, ALL)
    browser, caller = web(agent), Caller(agent)
    assert browser.get(f"/applications/{case.number}/").status_code == 200
    Mandate.objects.filter(pk=mandate.pk).update(**ending)
    assert browser.get(f"/applications/{case.number}/").status_code == 404
    assert caller.post(f"applications/{case.number}/withdraw/").status_code == 404
    assert case.number not in browser.get("/applications/").content.decode()


def test_an_agent_applies_and_signs_for_the_owner_and_the_history_says_so(cast: Cast, owner: User, agent: User) -> None:
    mandate = entrusted(owner, agent, ALL)
    give_consent(owner, Purpose.LICENCES, text_version=NOTICES[Purpose.LICENCES].version, at=MONDAY)
    case = Case.__new__(Case)
    case.cast, case.callers = cast, {}
    case.number = case.by("agent").post("applications/", {**SHOP, "for": mandate.pk}).json()["number"]
    case.walk(("agent", "submit"), ("intake", "accept"), ("agent", "book_survey", {"booked_from": "2036-11-24T09:00"}))
    survey = {"surveyors": ["甲", "乙"], "method": "TAPE", "route_length_m": "80.0", "area": "A1", "feeder": "F1"}
    case.walk(("manager", "record_survey", survey), ("manager", "start_works", TERMS), *OUR_WORKS)
    case.walk(("contract", "offer_contract", CONTRACT), ("agent", "sign_contract"))
    row = Application.objects.get(number=case.number)
    assert (row.applicant, row.customer.user, row.consent.user) == (owner, owner, owner)  # type: ignore[union-attr]
    done = row.timeline.events.filter(by=agent)
    assert {event.data.get("mandate") for event in done} == {mandate.pk}
    assert {event["by"] for event in Caller(owner).get(f"applications/{case.number}/events/").json()["results"]} > {
        "AGENT"
    }
    page = web(owner).get(f"/applications/{case.number}/").content.decode()
    assert "By agent 王* for 138****0011" in page
    assert Message.objects.filter(recipient=agent, about=case.number).exists()


def test_nobody_agrees_in_the_owners_place(cast: Cast, owner: User, agent: User) -> None:
    mandate = entrusted(owner, agent, ["APPLY"])
    caller = Caller(agent)
    number = caller.post("applications/", {**SHOP, "for": mandate.pk}).json()["number"]
    refused = caller.post(f"applications/{number}/submit/", {"consent": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "unmet")
    assert not Consent.objects.filter(user__in=[owner, agent]).exists()


def test_a_draft_and_the_papers_in_full_are_not_for_an_agent_who_only_books(
    cast: Cast, owner: User, agent: User
) -> None:
    draft = Caller(owner).post("applications/", SHOP).json()["number"]
    case = submitted(cast)
    entrusted(owner, agent, ["VISIT"])
    browser = web(agent)
    assert browser.get(f"/apply/{draft}/what/").status_code == 404
    assert browser.get(f"/applications/{case.number}/").status_code == 200
    assert browser.post(f"/applications/{case.number}/papers/BUSINESS_LICENCE/").status_code == 403
    assert Caller(agent).post("applications/", {**SHOP, "for": 1}).status_code == 404


def test_the_wizard_of_an_agent_asks_for_no_consent_and_keeps_the_owners_name(
    cast: Cast, owner: User, agent: User
) -> None:
    mandate = entrusted(owner, agent, ["APPLY"])
    page = web(agent).post(f"/apply/new/?for={mandate.pk}", {"purpose": "HOME"})["Location"]
    assert Application.objects.get().applicant == owner
    assert web(agent).get(page).status_code == 200
    assert web(owner).get(page).status_code == 200  # the owner goes on where the agent was
    assert web(person("passer-by")).get(page).status_code == 404
