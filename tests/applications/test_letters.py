"""The letters of a case: their words, their safety and their proof."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation
from pypdf import PdfReader

import applications.energise.actions as power
import applications.survey.actions as survey
from applications.energise.forms import ContractForm
from applications.models import Application
from applications.survey.letters import letter_of
from tests.applications.journey import FACTORY, MONDAY, TERMS, Cast, build_grid, surveyed

ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}


def words(row: Any) -> str:
    """The text of a letter without blanks, as a reader of the PDF finds it."""
    with row.letter.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def replied(cast: Cast, answers: dict[str, Any] = ZONE, *, terms: dict[str, str] = TERMS, **more: Any) -> Application:
    case = surveyed(cast, answers, **more)
    return survey.reply_on_site(case.pk, by=case.manager, at=MONDAY, terms=terms)


def test_the_plan_letter_says_everything_and_waits_for_the_customer(cast: Cast) -> None:
    case = replied(cast)
    said = words(case.plan)
    wanted = [
        "供电方案答复书",
        case.number,
        "新县试验茶叶有限公司",
        "文博村1号",
        "1250kVA",
        "Pole12",
        "80米",
        "10个工作日",
    ]
    wanted += ["10个工作日", "R-20", "95598", "12398", "待签署"]
    assert [one for one in wanted if one not in said] == []
    assert f"有效期至{case.plan.valid_until:%Y}年" in said


def test_both_signatures_stand_under_the_same_text(cast: Cast) -> None:
    case = replied(cast)
    before = letter_of(case.plan)
    case = survey.confirm_plan(case.pk, by=cast.customer, at=MONDAY + timedelta(hours=5))
    assert letter_of(case.plan).digest == before.digest
    said = words(case.plan)
    assert [one for one in ("网上签署", "2026年11月23日14:00", before.digest) if one not in said] == []
    assert "待签署" not in said


def test_the_stored_hash_is_that_of_the_file(cast: Cast) -> None:
    plan = replied(cast).plan
    assert plan.letter_sha256 == hashlib.sha256(plan.letter.read()).hexdigest()
    assert len(plan.letter.name) > 40  # nobody guesses the name of a file


def test_what_people_type_is_text_and_never_markup(cast: Cast) -> None:
    wild = '#read("/etc/passwd") *b* $x$ \\ "q" @a <b> #sys.inputs'
    terms = {**TERMS, "metering": wild, "remark": f"= 1\n{wild}"}
    case = replied(cast, {**ZONE, "name": f"厂{wild}"[:60]}, terms=terms)
    assert '#read("/etc/passwd")*b*$x$' in words(case.plan)
    assert words(case.plan).count("#sys.inputs") >= 2


def test_too_little_capacity_is_told_as_now_and_later(cast: Cast) -> None:
    type(cast.feeder).objects.update(peak_kw=Decimal(4_900))
    case = replied(cast)
    assert case.survey.firm_kva < 1250
    assert f"{case.survey.firm_kva:.0f}千伏安" in words(case.plan)
    assert "R-13" in words(case.plan)


def test_asking_for_more_time_renews_the_letter(cast: Cast) -> None:
    case = replied(cast)
    case = survey.extend_plan(case.pk, by=cast.customer, at=MONDAY)
    assert f"有效期至{case.plan.valid_until:%Y}年" in words(case.plan)


def test_the_contract_begins_with_what_the_application_says_whatever_the_officers_language(cast: Cast) -> None:
    form = ContractForm(initial={"price_class": "大工业用电"})
    with translation.override("en"):
        form.know(surveyed(cast), at=MONDAY)
    assert form.initial == {"contract_capacity": "60\xa0千瓦", "price_class": "大工业用电"}


def test_the_contract_has_its_terms_and_both_names(cast: Cast) -> None:
    case = surveyed(cast)
    survey.start_works(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    build_grid(cast, case, at=MONDAY)
    terms = {"contract_capacity": "60 kW", "price_class": "一般工商业", "quality": "双休日检修提前告知"}
    case = power.offer_contract(case.pk, by=cast.contract, at=MONDAY, terms=terms)
    assert "待签署" in words(case.contract)
    case = power.sign_contract(case.pk, by=cast.customer, at=MONDAY)
    wanted = ("供用电合同", "60kW", "一般工商业", "提前告知", "网上签署", "Pole12")
    assert [one for one in wanted if one not in words(case.contract)] == []
