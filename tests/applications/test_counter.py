"""At the counter an officer fills in for whoever stands there; the customer's code is the signature, until midnight."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Consent, User
from accounts.signin.actions import welcome_customer
from applications.agency.actions import entrust_counter
from applications.agency.models import Mandate
from applications.intake.actions import open_draft, save_answers, submit
from applications.models import Application
from applications.stages import Stage
from applications.tracking import log
from notifications.models import Message
from tests.applications.journey import MONDAY, SMALL_SHOP, Cast
from tests.applications.test_agency import codes, web  # noqa: F401 - a fixture
from tests.applications.test_http_journeys import Caller

PHONE = "13800000031"
YES = {"phone": PHONE, "reason": "没有智能手机。", "licences": "on", "sensitive": "on", "authorities": "on"}


def given_word(officer: User, codes: list[dict[str, Any]]) -> Any:  # noqa: F811
    """The officer's browser after the customer has typed the code, and where it leads."""
    browser = web(officer)
    assert browser.post("/counter/", YES)["Location"] == "/counter/code/"
    return browser, browser.post("/counter/code/", {"code": codes[-1]["code"]})["Location"]


def test_an_officer_begins_an_application_of_the_customer_who_typed_the_code(
    cast: Cast,
    codes: list[dict[str, Any]],  # noqa: F811
) -> None:
    browser, address = given_word(cast.intake, codes)
    assert (codes[-1]["phone"], codes[-1]["purpose"]) == (PHONE, "on-behalf")
    begun = browser.post(address, {"purpose": "BUSINESS"})
    draft = Application.objects.get(stage=Stage.DRAFT)
    assert browser.get(begun["Location"]).status_code == 200
    assert (draft.applicant.phone, draft.timeline.events.get().by) == (PHONE, cast.intake)
    assert set(Consent.objects.standing(draft.applicant).values_list("purpose", flat=True)) == set(YES) - {
        "phone",
        "reason",
    }
    assert draft.number in browser.get("/counter/").content.decode()


def test_what_the_officer_submits_is_the_customers_and_says_who_filled_it_in(cast: Cast) -> None:
    owner, at = welcome_customer(PHONE, at=MONDAY), timezone.now()
    mandate = entrust_counter(owner, by=cast.intake, at=at, reason="不识字", agrees_to=["licences"])
    draft = open_draft(by=cast.intake, at=at, owner=owner)
    case = submit(draft.pk, by=cast.intake, at=at, answers=SMALL_SHOP)
    event = case.timeline.events.get(verb="submit")
    assert (case.applicant, event.by, event.data["mandate"]) == (owner, cast.intake, mandate.pk)
    fresh = Application.objects.get(pk=case.pk)
    assert not fresh.entrusts(cast.intake, "APPLY")  # from here on the office acts as the office
    assert "By agent" in str(log(fresh)[-2]["by"])


def test_the_customer_sees_who_may_and_takes_it_back(cast: Cast) -> None:
    owner = welcome_customer(PHONE, at=MONDAY)
    mandate = entrust_counter(owner, by=cast.intake, at=timezone.now(), reason="不识字")
    browser = web(owner)
    assert str(cast.intake) in browser.get("/agents/").content.decode()
    assert Caller(owner).get("mandates/").json()["results"][0]["is_standing"]
    assert Message.objects.filter(template="agent-named", recipient=owner).exists()
    assert browser.post(f"/agents/{mandate.pk}/revoke/").status_code == 302
    assert web(cast.intake).get(f"/apply/new/?for={mandate.pk}").status_code == 404


def test_a_wrong_code_opens_nothing_and_no_account(cast: Cast, codes: list[dict[str, Any]]) -> None:  # noqa: F811
    browser = web(cast.intake)
    browser.post("/counter/", YES)
    wrong = f"{(int(codes[-1]['code']) + 1) % 10**6:06d}"
    assert browser.post("/counter/code/", {"code": wrong}).status_code == 422
    assert not Mandate.objects.exists()
    assert not User.objects.customers().with_phone(PHONE).exists()


@pytest.mark.parametrize(
    ("typed", "field"), [({"phone": "12"}, "phone"), ({"licences": ""}, "licences"), ({"reason": " "}, "reason")]
)
def test_what_is_missing_is_said_at_its_field(cast: Cast, typed: dict[str, str], field: str) -> None:
    answer = web(cast.intake).post("/counter/", {**YES, **typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_word_is_over_at_midnight_and_the_draft_stays_the_customers(
    cast: Cast,
    codes: list[dict[str, Any]],  # noqa: F811
) -> None:
    browser, address = given_word(cast.intake, codes)
    browser.post(address, {"purpose": "BUSINESS"})
    draft = Application.objects.get(stage=Stage.DRAFT)
    mandate = Mandate.objects.get()
    assert "没有智能手机" in mandate.wording
    assert mandate.expires_at - timezone.now() <= timedelta(days=1)
    Mandate.objects.update(asked_at=MONDAY, granted_at=MONDAY, expires_at=MONDAY + timedelta(hours=1))
    assert browser.get(f"/apply/{draft.number}/").status_code == 404
    assert web(draft.applicant).get(f"/apply/{draft.number}/").status_code == 302


def test_another_officer_and_another_customers_draft_are_out_of_reach(
    cast: Cast,
    codes: list[dict[str, Any]],  # noqa: F811
) -> None:
    browser, address = given_word(cast.intake, codes)
    browser.post(address, {"purpose": "BUSINESS"})
    draft, other = Application.objects.get(stage=Stage.DRAFT), open_draft(by=cast.customer, at=MONDAY)
    save_answers(other.pk, by=cast.customer, at=MONDAY, answers={"purpose": "HOME"})
    assert web(cast.manager).get(f"/apply/{draft.number}/").status_code == 404
    assert web(cast.manager).get(address).status_code == 404
    assert browser.get(f"/apply/{other.number}/").status_code == 404
    assert web(cast.planner).get("/counter/").status_code == 403
