"""The visit, the reply, and the customer's answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import gridhealth.actions
from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from applications.actions import advance, settle, start_clock, tell
from applications.authority.actions import close_escalation
from applications.deciding import capacity_kva, decide_and_store, rules_on
from applications.lifecycle import by_its_manager
from applications.models import Application
from applications.rules import RuleSet
from applications.stages import Stage
from applications.survey.lengths import settled_length
from applications.survey.letters import ON_SITE, attach_letter
from applications.survey.models import Photo, Plan, Survey
from applications.survey.zones import KEPT, with_zones
from applications.works.opening import open_works
from customers.calendar import actions as calendar
from customers.calendar.rules import Slot
from customers.choices import Errand
from deadlines import actions as deadlines
from deadlines.rules import end_of


@transaction.atomic
def book_survey(
    application_id: int, *, by: Any, at: datetime, booked_from: datetime, booked_until: datetime
) -> Application:
    """Book the visit, or move it: the earlier booking is kept as cancelled. A manager is in one place at a time."""
    if booked_from <= at:
        raise Invalid({"booked_from": [_("Choose a time that has not passed yet.")]})
    application = advance(application_id, "book_survey", by=by, at=at, data={"from": booked_from.isoformat()})
    if application.manager is not None:
        slot = Slot(booked_from, booked_until)
        calendar.keep(application.manager, slot, timeline=application.timeline, errand=Errand.SURVEY, by=by, at=at)
    application.surveys.filter(recorded_at=None, cancelled_at=None).update(cancelled_at=at)
    Survey.objects.create(application=application, booked_from=booked_from, booked_until=booked_until, booked_by=by)
    tell(application, "survey-booked", at=at, visit_at=booked_from.isoformat())
    return settle(application, at=at)


@transaction.atomic
def record_survey(application_id: int, *, by: Any, at: datetime, measured: Mapping[str, Any]) -> Application:
    """Store what was measured, decide anew with it, and reserve capacity. `measured`: see `survey.forms.SurveyForm`.

    The length is the horizontal length of `route` (CGCS2000 points), or a tape's when no route was drawn.
    """
    application = advance(application_id, "record_survey", by=by, at=at, data={"method": measured["method"]})
    survey = application.surveys.get(recorded_at=None, cancelled_at=None)
    measured, survey.permits_derived = with_zones(measured, on=timezone.localdate(at))
    for name in KEPT:
        setattr(survey, name, measured.get(name) or getattr(survey, name))
    rules = rules_on(at)
    survey.route_length_m = settled_length(measured, limit_m=rules.short_connection_limit_m)
    survey.recorded_by, survey.recorded_at = by, at
    _add_photos(survey, measured.get("photos", []), at=at)
    facts = {name: measured[name] for name in RECHECKED if measured.get(name) not in (None, "")}
    decide_and_store(application, at=at, by=by, rules=rules, ext_route_length_m=survey.route_length_m, **facts)
    _reserve(application, survey, rules, at=at)
    verdict = application.verdict
    application.needs_length_confirmation = bool(verdict and verdict.needs_length_confirmation)
    application.save(update_fields=["reservation", "needs_length_confirmation"])
    survey.save()
    return settle(application, at=at)


RECHECKED = (
    "voltage_class", "applied_capacity_kva", "source_count", "dev_zone_level", "in_urban_planned_land",
    "permits_needed", "importance_level",
)  # fmt: skip


def _add_photos(survey: Survey, photos: list[Mapping[str, Any]], *, at: datetime) -> None:
    for photo in photos:
        Photo.objects.create(survey=survey, **{**photo, "taken_at": photo.get("taken_at") or at})


def _reserve(application: Application, survey: Survey, rules: RuleSet, *, at: datetime) -> None:
    """Hold what the plan needs. Too little capacity never refuses anybody: the offer says what is firm now."""
    target = survey.area if application.is_low_voltage else survey.feeder or (survey.area and survey.area.feeder)
    if target is None or application.verdict is None:
        return
    kva = capacity_kva(application)
    reservation = gridhealth.actions.reserve(
        target, kva, timeline=application.timeline, at=at, by=survey.recorded_by, until=None
    )
    application.reservation = reservation
    survey.is_constrained, survey.firm_kva = reservation.is_constrained, reservation.firm_kva
    if reservation.is_constrained != application.facts.grid_constrained:
        decide_and_store(application, at=at, rules=rules, grid_constrained=reservation.is_constrained)


@transaction.atomic
def confirm_length(application_id: int, *, by: Any, at: datetime, length_m: Decimal, reason: str) -> Application:
    """A named second person fixes the length that lay too close to the limit."""
    application = advance(
        application_id, "confirm_length", by=by, at=at, reason=reason, data={"length_m": str(length_m)}
    )
    if application.survey.recorded_by_id == by.pk:
        raise Invalid({"length_m": [_("A second person confirms the length, not the one who measured it.")]})
    decide_and_store(application, at=at, by=by, ext_route_length_m=length_m)
    application.needs_length_confirmation = False
    application.save()
    return settle(application, at=at)


@transaction.atomic
def decide_investment(application_id: int, *, by: Any, at: datetime, company_pays: bool, reason: str) -> Application:
    application = advance(
        application_id, "decide_investment", by=by, at=at, reason=reason, data={"company_pays": company_pays}
    )
    application.is_company_invested = company_pays
    application.save()
    return settle(application, at=at)


@transaction.atomic
def draft_plan(application_id: int, *, by: Any, at: datetime, terms: Mapping[str, Any]) -> Application:
    application = advance(application_id, "draft_plan", by=by, at=at)
    close_escalation(application, by=by, at=at)
    if application.reservation is None and application.survey is not None:
        _reserve(application, application.survey, rules_on(at), at=at)  # an expired plan gave its capacity back
        application.save()
        application.survey.save()
    _new_plan(application, terms, by=by, at=at)
    return settle(application, at=at)


def _new_plan(application: Application, terms: Mapping[str, Any], *, by: Any, at: datetime) -> Plan:
    version = application.plans.count() + 1
    application.__dict__.pop("plan", None)
    return Plan.objects.create(
        application=application, version=version, mode=application.plan_mode, terms=dict(terms), drafted_by=by,
        drafted_at=at,
    )  # fmt: skip


@transaction.atomic
def reply_on_site(application_id: int, *, by: Any, at: datetime, terms: Mapping[str, Any]) -> Application:
    """Answer at the survey: plan, letter and signature in one visit."""
    application = advance(application_id, "reply_on_site", by=by, at=at)
    _new_plan(application, terms, by=by, at=at)
    return _replied(application, by=by, at=at)


@transaction.atomic
def reply_plan(application_id: int, *, by: Any, at: datetime) -> Application:
    return _replied(advance(application_id, "reply_plan", by=by, at=at), by=by, at=at)


@transaction.atomic
def uphold_plan(application_id: int, *, by: Any, at: datetime, reason: str) -> Application:
    return _replied(advance(application_id, "uphold_plan", by=by, at=at, reason=reason), by=by, at=at)


def _validity(application: Application) -> relativedelta:
    verdict = application.verdict
    return relativedelta(months=verdict.plan_valid_months or 12 if verdict else 12)


def _replied(application: Application, *, by: Any, at: datetime) -> Application:
    plan = application.plan
    plan.replied_by, plan.replied_at = by, at
    plan.valid_until = timezone.localdate(at) + _validity(application)
    plan.extend_by = plan.valid_until - timedelta(days=rules_on(at).plan_extension_days)
    attach_letter(plan, at=at)
    plan.save()
    deadlines.stop(application.timeline, "C1", at=at)
    _run_validity(application, plan, at=at)
    tell(application, "plan-replied", at=at, until_on=plan.valid_until.isoformat())
    return settle(application, at=at)


def _run_validity(application: Application, plan: Plan, *, at: datetime) -> None:
    """The customer's time to answer, up to the last day of this offer and of no earlier one."""
    deadlines.stop(application.timeline, "C-PLAN-VALID", at=at)
    if plan.valid_until is not None:
        start_clock(application, "C-PLAN-VALID", at=at, until=end_of(plan.valid_until))


@transaction.atomic
def confirm_plan(
    application_id: int, *, by: Any, at: datetime, witnessed: Mapping[str, str] | None = None
) -> Application:
    """The customer signs the plan and, where a filing does, the undertaking with it; the works open at once."""
    application = advance(application_id, "confirm_plan", by=by, at=at, data=dict(witnessed or {}))
    plan = application.plan
    plan.confirmed_by, plan.confirmed_at = by, at
    attach_letter(plan, at=at)
    plan.save()
    if application.permits == "FILING" and application.undertaking_signed_at is None:
        application.undertaking_signed_at = at
        application.save(update_fields=["undertaking_signed_at"])
    deadlines.stop(application.timeline, "C-PLAN-VALID", at=at)
    settle(application, at=at)
    return start_works(application_id, by=None, at=at)


@transaction.atomic
def sign_on_site(application_id: int, *, by: Any, at: datetime, phone: str) -> Application:
    """The customer stands beside the officer and has said the code sent to `phone`: the same as confirming online."""
    application = Application.objects.locked(application_id)
    if not by_its_manager(application, by):
        raise NotAllowed
    customer = application.applicant
    if customer is None or not phone or customer.phone != phone:
        raise Unmet(_("The code was sent to another number than the customer's. Ask for a new one."))
    return confirm_plan(application_id, by=customer, at=at, witnessed={"channel": ON_SITE, "officer": by.username})


@transaction.atomic
def start_works(application_id: int, *, by: Any, at: datetime, terms: Mapping[str, Any] | None = None) -> Application:
    """Open permits, grid works and the customer's works. Without a plan, `terms` is the technical decision instead."""
    application = advance(application_id, "start_works", by=by, at=at)
    if terms is not None:
        _new_plan(application, terms, by=by, at=at)
    open_works(application, at=at)
    tell(application, "works-opened", at=at)
    return settle(application, at=at)


@transaction.atomic
def dispute_plan(application_id: int, *, by: Any, at: datetime, reason: str) -> Application:
    """The customer does not agree: the new answer has a limit of its own, shorter than the first one's."""
    application = advance(application_id, "dispute_plan", by=by, at=at, reason=reason)
    deadlines.stop(application.timeline, "C-PLAN-VALID", at=at)
    start_clock(application, "C1", at=at, at_most=rules_on(at).workdays("plan_dispute"))
    return settle(application, at=at)


@transaction.atomic
def refer_to_chief(application_id: int, *, by: Any, at: datetime, reason: str = "") -> Application:
    return settle(advance(application_id, "refer_to_chief", by=by, at=at, reason=reason), at=at)


@transaction.atomic
def extend_plan(application_id: int, *, by: Any, at: datetime) -> Application:
    """Once more the same validity, asked for in time."""
    application = advance(application_id, "extend_plan", by=by, at=at)
    plan = application.plan
    if plan.extend_by is None or timezone.localdate(at) > plan.extend_by:
        raise Unmet(_("The plan ends too soon to be extended. Confirm it, or ask for a new one."))
    plan.valid_until, plan.extend_by = plan.valid_until + _validity(application), None
    attach_letter(plan, at=at)
    plan.save()
    _run_validity(application, plan, at=at)
    return settle(application, at=at)


@transaction.atomic
def expire_plan(application_id: int, *, at: datetime) -> Application:
    """The validity is over: the capacity goes back to everybody."""
    application = advance(application_id, "expire_plan", by=None, at=at)
    deadlines.stop(application.timeline, "C-PLAN-VALID", at=at)
    if application.held is not None:
        gridhealth.actions.release(application.held, at=at, by=None)
        application.reservation = None
        application.save(update_fields=["reservation"])
    tell(application, "plan-expired", at=at)
    return settle(application, at=at)


@transaction.atomic
def remind_of_plan(application_id: int, *, at: datetime) -> Application:
    """Once a step of the rules, on its day or, when nothing ran on that day, as soon after it as may be."""
    application = Application.objects.locked(application_id)
    if application.stage != Stage.PLAN_REPLIED:
        raise WrongStage
    until_on = application.plan.valid_until
    left = (until_on - timezone.localdate(at)).days
    step = min((days for days in rules_on(at).reminders["plan"] if left <= days), default=None)
    if step is not None:
        tell(application, "plan-expiring", at=at, until_on=until_on.isoformat(), dedup=f"{until_on}-{step}")
    return application


@transaction.atomic
def close_expired(application_id: int, *, at: datetime, by: Any = None) -> Application:
    return settle(advance(application_id, "close_expired", by=by, at=at), at=at)
