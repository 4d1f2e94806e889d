"""What follows when a limited time runs out: reminded, extended, converted, ended, or cut off by the lawful steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, Refusal, Unmet, WrongStage
from applications.actions import tell
from applications.deciding import rules_on
from applications.intake.actions import open_draft
from applications.intake.deriving import last_day_of_term
from applications.models import Application
from applications.stages import CLOSED
from applications.temporary.choices import TemporaryStage
from applications.temporary.models import TemporarySupply
from applications.temporary.rules import why_not_until
from deadlines import machine

log = structlog.get_logger()
BEYOND = _("It can run until %(last)s at the longest. For longer, apply for a lasting connection.")
TOO_SOON = _("The law gives at least %(days)s days between the notice and the cut. Choose a later day.")
WAIT = _("Between the last announcement and the cut lie at least %(minutes)s minutes.")
NOT_YET = _("The day of the notice has not come yet.")
# What the new application takes over from the one it follows.
KEPT = (
    "customer_kind", "name", "citizen_id", "uscc", "township_code", "address", "is_owner", "owner_note",
    "applied_capacity", "capacity_unit", "latitude", "longitude", "crs", "real_estate_unit",
)  # fmt: skip


def open_temporary(application: Application, *, at: datetime) -> TemporarySupply:
    """The power is on: the time that was asked for begins. Called where a temporary supply is energised."""
    today, rules = timezone.localdate(at), rules_on(at)
    latest, asked = last_day_of_term(today, rules), application.until_on
    said = application.statement.answers if hasattr(application, "statement") else {}
    supply = TemporarySupply.objects.create(
        application=application, timeline=application.timeline, from_on=today, latest_on=latest,
        until_on=min(asked, latest) if asked and asked >= today else latest,
        is_metered=said.get("is_metered") != "NO",
    )  # fmt: skip
    machine.record(supply, "open_temporary", "", by=None, at=at, data={"until_on": supply.until_on.isoformat()})
    return supply


def _move(application_id: int, verb: str, *, by: Any, at: datetime, **changes: Any) -> TemporarySupply:
    application = Application.objects.locked(application_id)
    supply = TemporarySupply.objects.select_related("lasting").filter(application=application).first()
    if supply is None:
        raise WrongStage
    supply.application = application
    machine.ask(supply, verb, by=by)
    for name, value in changes.items():
        setattr(supply, name, value)
    data = {name: str(value) for name, value in changes.items()}
    return machine.move(supply, verb, by=by, at=at, data=data)


@transaction.atomic
def extend_supply(application_id: int, *, by: Any, at: datetime, until_on: date) -> Application:
    """Longer, within the longest term: asked is granted, also after the last day."""
    supply = TemporarySupply.objects.filter(application=application_id).first()
    if supply is not None and (wrong := _against(supply, until_on, at=at)):
        raise Invalid({"until_on": [wrong]})
    changes = {"until_on": until_on, "disconnect_on": None, "announced_at": None}
    moved = _move(application_id, "extend_supply", by=by, at=at, **changes)
    tell(moved.application, "temporary-extended", at=at, until_on=until_on.isoformat())
    return moved.application


def _against(supply: TemporarySupply, until_on: date, *, at: datetime) -> object:
    today = timezone.localdate(at)
    return why_not_until(until_on, today=today, so_far=supply.until_on, last=supply.latest_on, beyond=BEYOND)


@transaction.atomic
def convert_supply(application_id: int, *, by: Any, at: datetime) -> Application:
    """A lasting connection is applied for anew, with everything filled in that is known; twice is once."""
    application = Application.objects.locked(application_id)
    supply = TemporarySupply.objects.select_related("lasting").filter(application=application).first()
    if supply is None:
        raise WrongStage
    if supply.lasting is not None and supply.lasting.stage not in CLOSED:
        return application
    machine.ask(supply, "convert_supply", by=by)
    said = application.statement.answers if hasattr(application, "statement") else {}
    answers = {"purpose": "BUSINESS", "business_type": "NEW", **{name: said[name] for name in KEPT if name in said}}
    draft = open_draft(by=by, at=at, answers=answers, owner=application.applicant)
    _move(application_id, "convert_supply", by=by, at=at, lasting=draft)
    return application


@transaction.atomic
def end_supply(application_id: int, *, by: Any, at: datetime) -> Application:
    """The site is finished: the customer needs it no more."""
    return _move(application_id, "end_supply", by=by, at=at).application


@transaction.atomic
def expire_supply(application_id: int, *, at: datetime) -> Application:
    supply = _move(application_id, "expire_supply", by=None, at=at)
    tell(supply.application, "temporary-over", at=at, until_on=supply.until_on.isoformat())
    return supply.application


@transaction.atomic
def give_notice(application_id: int, *, by: Any, at: datetime, disconnect_on: date) -> Application:
    """In writing and in time: the customer can still extend, convert or end it until the day."""
    days = rules_on(at).disconnect_notice_days
    if disconnect_on < timezone.localdate(at) + timedelta(days=days):
        raise Invalid({"disconnect_on": [TOO_SOON % {"days": days}]})
    supply = _move(application_id, "give_notice", by=by, at=at, disconnect_on=disconnect_on)
    tell(supply.application, "disconnect-notice", at=at, until_on=disconnect_on.isoformat())
    return supply.application


@transaction.atomic
def announce_cut(application_id: int, *, by: Any, at: datetime) -> Application:
    """Once more, shortly before."""
    supply = TemporarySupply.objects.filter(application=application_id).first()
    if supply and supply.disconnect_on and timezone.localdate(at) < supply.disconnect_on:
        raise Unmet(NOT_YET)
    supply = _move(application_id, "announce_cut", by=by, at=at, announced_at=at)
    tell(supply.application, "disconnect-now", at=at)
    return supply.application


@transaction.atomic
def disconnect(application_id: int, *, by: Any, at: datetime) -> Application:
    minutes = rules_on(at).disconnect_again_minutes
    supply = TemporarySupply.objects.filter(application=application_id).first()
    if supply and supply.announced_at and at < supply.announced_at + timedelta(minutes=minutes):
        raise Unmet(WAIT % {"minutes": minutes})
    supply = _move(application_id, "disconnect", by=by, at=at)
    tell(supply.application, "disconnected", at=at)
    return supply.application


def run(*, at: datetime) -> int:
    """Reminders some days before the end, as the rules say, and the end itself; each once, whenever this runs."""
    today, before, done = timezone.localdate(at), rules_on(at).reminders["temporary"], 0
    near = TemporarySupply.objects.filter(
        stage=TemporaryStage.RUNNING, until_on__lte=today + timedelta(days=max(before))
    )
    for supply in list(near.select_related("application__applicant", "application__timeline")[:500]):
        try:
            done += _look_at(supply, before, today=today, at=at)
        except Refusal:
            continue  # somebody was faster
        except Exception:  # noqa: BLE001 - one bad row never stops the sweep
            log.exception("temporary supply timer failed", application=supply.application_id)
    return done


@transaction.atomic
def _look_at(supply: TemporarySupply, before: tuple[int, ...], *, today: date, at: datetime) -> bool:
    left = (supply.until_on - today).days
    if left < 0:
        expire_supply(supply.application_id, at=at)
        return True
    step = min(days for days in before if days >= left)
    facts = {"until_on": supply.until_on.isoformat()}
    tell(supply.application, "temporary-ends-soon", at=at, dedup=f"{supply.until_on}:{step}", **facts)
    return True
