"""What a survey led to, in words to read aloud at the customer's gate, and the one thing to do next. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from applications.rules.decision import Decision, plain
from applications.stages import Stage
from applications.survey.wording import PAYMENT, PERMITS, WORKS, day, joined, nothing_yet
from gridhealth.queries import BOTTLENECKS

PLAN = {"no-plan", "plan-lv", "plan-on-site", "plan-high", "plan-dual", "plan-important", "plan-large", "length-close"}


class Next(StrEnum):
    """Where the page leads now."""

    BOOK = "BOOK"
    SURVEY = "SURVEY"
    CONFIRM_LENGTH = "CONFIRM_LENGTH"
    DECIDE_INVESTMENT = "DECIDE_INVESTMENT"
    REPLY_ON_SITE = "REPLY_ON_SITE"
    START_WORKS = "START_WORKS"
    DRAFT_PLAN = "DRAFT_PLAN"
    SIGN = "SIGN"
    OVER = "OVER"


class Finding(NamedTuple):
    """One answer of the rules in a sentence, with its rule."""

    title: str
    text: str
    rule: str = ""


def next_act(application: Any) -> Next:
    """One act at a time: what is uncertain is cleared before anything is promised."""
    stage = application.stage
    if stage == Stage.SURVEYED:
        return _after_survey(application)
    fixed = {Stage.ACCEPTED: Next.BOOK, Stage.SURVEY_BOOKED: Next.SURVEY, Stage.PLAN_REPLIED: Next.SIGN}
    return fixed.get(stage, Next.OVER)


def _after_survey(application: Any) -> Next:
    if application.needs_length_confirmation:
        return Next.CONFIRM_LENGTH
    if application.plan_mode == "ORDINARY":
        return Next.DRAFT_PLAN
    if application.is_company_invested is None:
        return Next.DECIDE_INVESTMENT
    return Next.REPLY_ON_SITE if application.plan_mode == "ON_SITE" else Next.START_WORKS


def findings(verdict: Decision | None, survey: Any, reservation: Any) -> list[Finding]:
    """Permits, plan, cost, works and capacity, in the order people ask for them."""
    if verdict is None:
        return []
    groups = (
        (_("Permits"), PERMITS), (_("Supply plan"), PLAN), (_("Who pays"), PAYMENT - {"ground-found"}),
        (_("Our works"), WORKS),
    )  # fmt: skip
    found = [
        Finding(title, reason.text, reason.rule)
        for title, keys in groups
        for reason in verdict.reasons
        if reason.key in keys
    ]
    return [*found, *_capacity(survey, reservation)]


def _capacity(survey: Any, reservation: Any) -> list[Finding]:
    if survey is None or survey.firm_kva is None:
        return []
    kva = {"kva": plain(survey.firm_kva)}
    if not survey.is_constrained:
        return [Finding(_("Capacity"), _("%(kva)s kVA are held for this customer from now on.") % kva)]
    why = str(BOTTLENECKS.get(reservation.bottleneck, "")) if reservation else ""
    now = _("%(kva)s kVA are firm now. Nobody is refused.") % kva if survey.firm_kva else nothing_yet()
    return [Finding(_("Capacity"), joined([why, now, _rest(reservation)]), "R-13")]


def _rest(reservation: Any) -> str:
    """By when the works make room for all of it."""
    if reservation is None or reservation.full_on is None:
        return ""
    return _("The full capacity follows by %(day)s.") % {"day": day(reservation.full_on)}
