"""What each step of a demo case asks for, who takes it, and how long it usually takes until then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from applications.correction.actions import Given
from applications.correction.models import CorrectionItem
from applications.correction.rules import Wanted
from applications.deciding import capacity_kva

if TYPE_CHECKING:
    from applications.demo.walk import Walk

# Workdays from the step before; what happens the same day has none.
USUAL_DAYS = {
    "record_survey": 1, "draft_plan": 2, "reply_plan": 1, "confirm_plan": 1, "correct": 2, "accept": 1,
    "settle_document": 1, "start_grid_works": 1, "finish_grid_works": 1, "submit_design": 3, "approve_design": 3,
    "start_building": 2,
    "request_mid_inspection": 4, "pass_mid_inspection": 2, "report_completion": 3, "pass_inspection": 2,
    "fail_inspection": 2, "start_rectifying": 1, "install_meter": 1, "record_visit": 4, "rate": 1, "archive": 1,
    "suspend": 1, "dispute_plan": 1, "pause_grid_works": 1, "resume_grid_works": 4, "clear_fault": 1, "uphold_plan": 2,
    "withdraw": 1, "resume": 9,
}  # fmt: skip
# The journey in its order: of what a person may do now, the first is done. What comes first undoes a detour.
ORDER = (
    "settle_document", "correct", "accept", "record_survey", "book_survey", "confirm_length", "decide_investment",
    "reply_on_site", "start_works", "uphold_plan", "reply_plan", "draft_plan", "confirm_plan", "sign_undertaking",
    "resume_grid_works", "start_grid_works", "finish_grid_works", "accept_grid_works", "submit_design",
    "approve_design", "start_building", "request_mid_inspection", "pass_mid_inspection", "start_rectifying",
    "report_completion", "pass_inspection", "settle_account", "sign_contract", "offer_contract", "clear_fault",
    "install_meter", "energise",
    "record_visit", "rate", "archive", "resume",
)  # fmt: skip
BY = {
    "book_survey": "manager", "record_survey": "manager", "reply_on_site": "manager", "start_works": "manager",
    "record_visit": "manager", "confirm_length": "planner", "draft_plan": "planner", "escalate": "planner",
    "reply_plan": "reviewer", "start_grid_works": "works", "pause_grid_works": "works", "resume_grid_works": "works",
    "finish_grid_works": "works", "accept_grid_works": "inspector", "approve_design": "inspector",
    "return_design": "inspector", "pass_mid_inspection": "inspector", "fail_mid_inspection": "inspector",
    "pass_inspection": "inspector", "fail_inspection": "inspector", "offer_contract": "contract",
    "install_meter": "meter", "clear_fault": "meter", "energise": "dispatch", "fail_energising": "dispatch",
    "settle_document": "chief", "accept": "chief", "request_correction": "chief", "decide_investment": "chief",
    "uphold_plan": "chief", "settle_account": "chief", "archive": "chief", "terminate": "chief", "refuse": "chief",
}  # fmt: skip
DEFECTS = [
    {"clause": "GB 50169-2016 3.1", "text": "配电柜接地不可靠"},
    {"clause": "GB 50168-2018 8.0.1", "text": "电缆沟未封堵"},
]
ASKED = [Wanted("OTHER_PAPER", "租赁合同首页"), Wanted("PLACE", "几楼、哪一间")]
ANSWERS = {"OTHER_PAPER": "合同在房东手里,周五前拍照补上", "PLACE": "一楼临街,左手第二间"}
WHY_NOT = "希望接入点改到东侧道路,少走一段地埋"
WORDS = ("师傅很热心,讲得清楚。", "很快就通电了。", "全程没跑腿。", "提前打了电话,没误事。", "")
COMPLAINTS = ("比约好的日子晚了好几天。", "施工时打了三次电话才有人回。")


def _survey(walk: Walk) -> dict[str, Any]:
    return {
        "measured": {
            "surveyors": ["周晓岚", "马长河"], "method": "TAPE", "route_length_m": Decimal(f"{walk.length_m}.0"),
            "area": walk.place.area, "feeder": walk.place.area.feeder, "crs": "EPSG:4490", "route": walk.place.route,
            "latitude": walk.place.latitude, "longitude": walk.place.longitude,
            "permits_needed": list(walk.kind.permits),
        }
    }  # fmt: skip


def _terms(walk: Walk) -> dict[str, Any]:
    area = walk.place.area
    source = area.name if walk.case.is_low_voltage else area.feeder.name
    return {
        "terms": {
            "connection_point": f"{source} {walk.chance.randrange(2, 40)} 号杆", "supply_arrangement": walk.kind.supply,
            "metering": "表箱装在外墙,离地 1.8 米" if walk.case.is_low_voltage else "高压侧计量,计量柜在配电室",
            "ownership_boundary": "表箱出线侧" if walk.case.is_low_voltage else "产权分界开关负荷侧",
        }
    }  # fmt: skip


def _contract(walk: Walk) -> dict[str, Any]:
    facts = walk.case.facts
    prices = {"RESIDENTIAL": "居民生活用电", "AGRICULTURAL": "农业生产用电"}
    price = prices.get(facts.tariff_class.value, "工商业用电")
    return {"terms": {"contract_capacity": f"{facts.applied.normalize():f} {facts.unit}", "price_class": price}}


def _meter(walk: Walk) -> dict[str, Any]:
    return {"asset_no": f"4130001{walk.case.pk:015d}", "first_reading_kwh": Decimal(0)}


def _rest(walk: Walk) -> dict[str, Any]:
    day = timezone.localdate(walk.now) + timedelta(days=walk.story.rest_days)
    return {"reason_code": "CUSTOMER_REQUESTED", "resume_on": day, "evidence": "客户来电:厂房工期推迟"}


def _pause(walk: Walk) -> dict[str, Any]:
    return {"reason_code": "FORCE_MAJEURE", "evidence": "新县气象台暴雨红色预警(演示)第 12 号"}


def _document(walk: Walk) -> dict[str, Any]:
    paper = walk.case.documents.unsettled().first()
    return {"kind": paper.kind if paper else "", "remark": "已电话核实,新证下周补", "finding": "ACCEPTED_LATER"}


def _asked(walk: Walk) -> Any:
    return CorrectionItem.objects.filter(request__application=walk.case, request__answered_at=None)


def _rating(walk: Walk) -> dict[str, Any]:
    words = WORDS if walk.story.score > 3 else COMPLAINTS
    return {"score": walk.story.score, "comment": walk.chance.choice(words)}


INPUTS: dict[str, Callable[[Walk], dict[str, Any]]] = {
    "record_survey": _survey, "reply_on_site": _terms, "start_works": _terms, "draft_plan": _terms,
    "offer_contract": _contract, "install_meter": _meter, "suspend": _rest, "pause_grid_works": _pause,
    "settle_document": _document, "rate": _rating,
    "book_survey": lambda walk: walk.book(),
    "confirm_length": lambda walk: {"length_m": Decimal(walk.length_m), "reason": "两人复测,用钢卷尺"},
    "decide_investment": lambda walk: {"company_pays": walk.kind.company_pays, "reason": "按投资界面协议(演示)"},
    "request_correction": lambda walk: {"items": ASKED},
    "correct": lambda walk: {"answers": {item.pk: Given(ANSWERS[item.kind]) for item in _asked(walk)}},
    "dispute_plan": lambda walk: {"reason": WHY_NOT},
    "refer_to_chief": lambda walk: {"reason": WHY_NOT},
    "uphold_plan": lambda walk: {"reason": "东侧是古树保护范围,原方案最近且免费"},
    "escalate": lambda walk: {"reason": "双电源方案需市公司审定"},
    "fail_inspection": lambda walk: {"defects": DEFECTS},
    "return_design": lambda walk: {"defects": DEFECTS[:1]},
    "energise": lambda walk: {"is_safe": True},
    "fail_energising": lambda walk: {"fault_owner": "CUSTOMER", "remark": "进线柜合闸后跳闸"},
    "record_visit": lambda walk: {"channel": walk.chance.choice(("PHONE", "ON_SITE", "ON_SITE"))},
    "settle_account": lambda walk: {"account_no": walk.account_no},
    "withdraw": lambda walk: {"reason": "店面不开了"},
}  # fmt: skip


def works_days(walk: Walk, verb: str) -> int:
    """High-voltage works take a week, low-voltage works a day."""
    is_large = verb == "finish_grid_works" and capacity_kva(walk.case) > 160
    return USUAL_DAYS.get(verb, 0) + (4 if is_large else 0)
