"""The letters of a case as PDF: the supply plan and the contract, in Chinese, with both signatures."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from applications.models import Application
from applications.rules.decision import plain
from applications.survey.models import Plan
from applications.survey.wording import ContractFacts, Letter, PlanFacts, Signature, contract_letter, plan_letter
from gridhealth.choices import VoltageClass
from notifications.typesetting import pdf

LANGUAGE = "zh-hans"
TEMPLATE = "letters/letter.typ"
# Who signs for the company, the nearest to the customer first.
SIGNERS = (Role.MANAGER, Role.REVIEWER, Role.CHIEF, Role.CONTRACT)
ON_SITE = "on-site code"
TARIFFS = {
    "RESIDENTIAL": gettext_lazy("Household use"),
    "AGRICULTURAL": gettext_lazy("Agriculture"),
    "COMMERCIAL_INDUSTRIAL": gettext_lazy("Business and industry"),
}


def attach_letter(row: Any, *, at: datetime) -> None:
    """Render the letter of a Plan or a Contract and keep it with its SHA-256; the caller saves the row."""
    drawn = draw(letter_of(row), at=at)
    old, storage = row.letter.name, row.letter.storage
    row.letter.save(f"{secrets.token_urlsafe(24)}.pdf", ContentFile(drawn), save=False)
    row.letter_sha256 = hashlib.sha256(drawn).hexdigest()
    if old:  # the letter of before the signature says nothing that the new one does not
        transaction.on_commit(lambda: storage.delete(old))


def letter_of(row: Any) -> Letter:
    with translation.override(LANGUAGE):
        return plan_letter(_plan_facts(row)) if isinstance(row, Plan) else contract_letter(_contract_facts(row))


def draw(letter: Letter, *, at: datetime) -> bytes:
    """The letter as PDF/A with tags, the same bytes for the same letter and moment."""
    with translation.override(LANGUAGE):
        told = letter.to_json()
    return pdf(TEMPLATE, told, at=at, standards=("a-2a",))


def _plan_facts(plan: Plan) -> PlanFacts:
    application, survey = plan.application, plan.application.survey
    reservation, verdict = application.reservation, application.verdict
    return PlanFacts(
        **_case(application), terms=plan.terms, version=plan.version, length_m=application.facts.ext_route_length_m,
        reasons=verdict.reasons if verdict else (), is_company_invested=application.is_company_invested,
        investment_ground=_decided_ground(application), firm_kva=survey.firm_kva if survey else None,
        is_constrained=bool(survey and survey.is_constrained), full_on=reservation.full_on if reservation else None,
        valid_until=plan.valid_until, extend_by=plan.extend_by, rule_set=application.rule_set,
        signatures=(
            _officer(plan.replied_by, plan.replied_at),
            _customer(application, plan.confirmed_at, is_on_site=_signed_on_site(application)),
        ),
    )  # fmt: skip


def _contract_facts(contract: Any) -> ContractFacts:
    application = contract.application
    return ContractFacts(
        **_case(application), terms=contract.terms, plan_terms=application.plan.terms if application.plan else {},
        signatures=(
            _officer(contract.offered_by, contract.offered_at), _customer(application, contract.signed_at),
        ),
    )  # fmt: skip


def _case(application: Any) -> dict[str, Any]:
    """The customer's letter names the customer in full."""
    facts = application.facts
    return {
        "number": application.number,
        "county": settings.COUNTY["name_zh"],
        "customer": application.customer.name.plain,
        "address": application.site.address.plain,
        "capacity": f"{plain(facts.applied)} {facts.unit}",
        "voltage": str(VoltageClass(facts.voltage_class.value).label),
        "source_count": facts.source_count,
        "tariff": str(TARIFFS[facts.tariff_class.value]),
    }


def _decided_ground(application: Application) -> str:
    """What the chief service officer wrote when the rules left open who pays."""
    decided = _last_event(application, "decide_investment")
    return decided.reason if decided else ""


def _signed_on_site(application: Application) -> bool:
    confirmed = _last_event(application, "confirm_plan")
    return confirmed is not None and confirmed.data.get("channel") == ON_SITE


def _last_event(application: Application, verb: str) -> Any:
    return application.timeline.events.filter(verb=verb).order_by("-seq").first()


def _officer(user: Any, at: datetime | None) -> Signature:
    party = _("For the company")
    if user is None or at is None:
        return Signature(party)
    role = next((role for role in SIGNERS if role in user.roles), None)
    return Signature(party, str(user), str(role.label) if role else "", at)


def _customer(application: Any, at: datetime | None, *, is_on_site: bool = False) -> Signature:
    party = _("For the customer")
    if at is None:
        return Signature(party)
    note = _("Signed on site with a one-time code") if is_on_site else _("Signed online")
    return Signature(party, application.customer.name.plain, note, at)
