"""Whole journeys over HTTP, as programs make them: every step by its verb, with the token of whoever may take it."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.actions import issue_token
from accounts.models import User
from applications.proving import SIGNING
from tests.applications.codes import arriving, forget_limits, with_phone
from tests.applications.journey import Cast

SHOP = {
    "purpose": "BUSINESS", "applied_capacity": "60", "capacity_unit": "KW", "customer_kind": "ENTERPRISE",
    "name": "试验茶叶有限公司", "uscc": "91350100M000100Y43", "township_code": "411523100", "address": "文博村1号",
    "agrees_to_undertaking": True,
}  # fmt: skip
FACTORY = {
    **SHOP, "voltage_class": "10KV", "applied_capacity": "1250", "capacity_unit": "KVA", "dev_zone_level": "PROVINCIAL",
}  # fmt: skip
TERMS = {
    "connection_point": "12号杆", "supply_arrangement": "380V", "metering": "外墙表箱", "ownership_boundary": "表后",
}  # fmt: skip
SURVEY = {"surveyors": ["甲", "乙"], "method": "TAPE", "route_length_m": "80.0", "area": "A1", "feeder": "F1"}
VISIT = {"booked_from": "2036-11-24T09:00"}
METER = {"asset_no": "4100000000000000000001", "first_reading_kwh": "0"}
SAFE = {"is_safe": True}
CONTRACT = {"contract_capacity": "60 kW", "price_class": "一般工商业"}
keys = (f"key-{n}" for n in itertools.count())


class Caller:
    """Somebody with a bearer token."""

    def __init__(self, user: User) -> None:
        self.headers = {"Authorization": f"Bearer {issue_token(user, at=timezone.now())}"}
        self.web = Client()

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.web.post(
            f"/api/v1/{path}", data or {}, content_type="application/json",
            headers={**self.headers, "Idempotency-Key": next(keys), **headers},
        )  # fmt: skip

    def get(self, path: str) -> Any:
        return self.web.get(f"/api/v1/{path}", headers=self.headers)


class Case:
    """One application, moved by verbs; each step must succeed."""

    def __init__(self, cast: Cast, answers: dict[str, Any]) -> None:
        self.cast, self.callers = cast, {}
        self.number = self.by("customer").post("applications/", answers).json()["number"]

    def by(self, role: str) -> Caller:
        if role not in self.callers:
            self.callers[role] = Caller(getattr(self.cast, role))
        return self.callers[role]

    def do(self, role: str, verb: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        if verb in SIGNING:
            data = {**(data or {}), "code": self.code(role)}
        answer = self.by(role).post(f"applications/{self.number}/{verb}/", data)
        assert answer.status_code == 200, (verb, answer.json())
        return answer.json()

    def code(self, role: str) -> str:
        """A signature needs a code; who gave one a moment ago needs no other."""
        with_phone(getattr(self.cast, role))
        forget_limits()
        with arriving() as codes:
            self.by(role).post(f"applications/{self.number}/signing_code/")
        return codes[0] if codes else ""

    def walk(self, *steps: tuple[Any, ...]) -> dict[str, Any]:
        return [self.do(*step) for step in steps][-1]

    def archive(self) -> dict[str, Any]:
        """Only with the undertaking closed: its receipt, and a photo of the ground."""
        early = self.by("intake").post(f"applications/{self.number}/archive/")
        assert (early.status_code, early.json()["code"]) == (409, "unmet")
        page, works, photo = f"/room/{self.number}/filing/", Client(), io.BytesIO()
        works.force_login(self.cast.works)
        Image.new("RGB", (8, 8), "green").save(photo, "JPEG")
        desk = Client()
        desk.force_login(self.cast.intake)
        assert desk.post(f"{page}record_receipt/", {"receipt_no": "2026-1"}).status_code == 302
        ground = SimpleUploadedFile("a.jpg", photo.getvalue(), "image/jpeg")
        assert works.post(f"{page}close_filing/", {"photo": ground}).status_code == 302
        return self.do("intake", "archive")


BEGIN = (("customer", "submit", {"consent": True}), ("intake", "accept"), ("manager", "book_survey", VISIT))
END = (
    ("contract", "offer_contract", CONTRACT), ("customer", "sign_contract"), ("meter", "install_meter", METER),
    ("dispatch", "energise", SAFE), ("manager", "record_visit", {"channel": "PHONE"}),
    ("customer", "rate", {"score": "5"}),
)  # fmt: skip
OUR_WORKS = (("works", "finish_grid_works"), ("inspector", "accept_grid_works"))


def test_a_small_shop_goes_from_draft_to_archive_in_one_step_of_its_own(cast: Cast) -> None:
    case = Case(cast, SHOP)
    surveyed = case.walk(*BEGIN, ("manager", "record_survey", SURVEY))
    assert (surveyed["decision"]["customer_steps"], surveyed["decision"]["plan_mode"]) == (1, "NONE")
    case.walk(("manager", "start_works", TERMS), *OUR_WORKS, *END)
    assert case.archive()["stage"] == "ARCHIVED"


def test_a_factory_of_1250_kva_is_answered_on_the_spot_and_has_two_steps(cast: Cast) -> None:
    case = Case(cast, FACTORY)
    replied = case.walk(*BEGIN, ("manager", "record_survey", SURVEY), ("manager", "reply_on_site", TERMS))
    assert (replied["decision"]["customer_steps"], replied["turn"]) == (2, "CUSTOMER")
    case.walk(("customer", "confirm_plan"), ("works", "start_grid_works"), *OUR_WORKS)
    case.walk(("customer", "report_completion"), ("inspector", "pass_inspection"), *END)
    assert case.archive()["stage"] == "ARCHIVED"


def test_a_long_line_needs_the_permits_before_our_works_start(cast: Cast) -> None:
    case = Case(cast, FACTORY)
    case.walk(*BEGIN, ("manager", "record_survey", {**SURVEY, "route_length_m": "420.5"}))
    confirmed = case.walk(("manager", "reply_on_site", TERMS), ("customer", "confirm_plan"))
    assert confirmed["turn"] == "GOVERNMENT"
    refused = case.by("works").post(f"applications/{case.number}/start_grid_works/")
    assert (refused.status_code, refused.json()["code"]) == (409, "unmet")
    for permit in case.by("intake").get("permits/").json()["results"]:
        case.by("intake").post(f"permits/{permit['id']}/grant/", {"document_no": "新规许 2026-1"})
    assert case.do("works", "start_grid_works")["turn"] == "COMPANY"


def test_a_failed_inspection_lists_everything_and_the_mended_works_pass(cast: Cast) -> None:
    case = Case(cast, FACTORY)
    case.walk(*BEGIN, ("manager", "record_survey", SURVEY), ("manager", "reply_on_site", TERMS))
    case.walk(("customer", "confirm_plan"), ("customer", "report_completion"))
    empty = case.by("inspector").post(f"applications/{case.number}/fail_inspection/", {"defects": []})
    assert empty.status_code == 400
    case.do("inspector", "fail_inspection", {"defects": [{"clause": "GB 50169", "text": "接地缺失"}]})
    passed = case.walk(
        ("customer", "start_rectifying"), ("customer", "report_completion"), ("inspector", "pass_inspection")
    )
    assert passed["stage"] == "WORKS"


def test_withdrawing_needs_no_reason_and_ends_every_promise(cast: Cast) -> None:
    case = Case(cast, SHOP)
    gone = case.walk(*BEGIN, ("customer", "withdraw"))
    clocks = case.by("customer").get(f"applications/{case.number}/clocks/").json()["results"]
    assert (gone["stage"], gone["actions"], all(clock["stopped_at"] for clock in clocks)) == ("WITHDRAWN", [], True)


@pytest.mark.parametrize(
    ("role", "verb", "status"), [("dispatch", "accept", 403), ("meter", "energise", 409), ("customer", "accept", 403)]
)
def test_what_is_not_allowed_or_not_now_is_told_apart(cast: Cast, role: str, verb: str, status: int) -> None:
    case = Case(cast, SHOP)
    case.do("customer", "submit", {"consent": True})
    answer = case.by(role).post(f"applications/{case.number}/{verb}/")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_somebody_elses_application_does_not_exist(cast: Cast) -> None:
    case = Case(cast, SHOP)
    stranger = Caller(User.objects.create(username="stranger"))
    assert stranger.get(f"applications/{case.number}/").status_code == 404
    assert stranger.post(f"applications/{case.number}/withdraw/").status_code == 404


def test_the_same_key_has_one_effect(cast: Cast) -> None:
    case = Case(cast, SHOP)
    case.do("customer", "submit", {"consent": True})
    first = case.by("intake").post(f"applications/{case.number}/accept/", **{"Idempotency-Key": "once"})
    again = case.by("intake").post(f"applications/{case.number}/accept/", **{"Idempotency-Key": "once"})
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (200, 200, "true")


def test_without_consent_nothing_is_submitted_and_the_sentence_says_what_to_do(cast: Cast) -> None:
    case = Case(cast, SHOP)
    answer = case.by("customer").post(f"applications/{case.number}/submit/", {})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["consent"])
