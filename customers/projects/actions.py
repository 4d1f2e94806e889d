"""Keep the reserve: take news, merge what is the same, work a lead, set it aside."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from connectors.investment.client import events_since
from connectors.investment.wire import Event
from customers.projects.choices import LeadKind, Source
from customers.projects.models import Feed, Lead, LeadNews, LeadStep
from customers.projects.rules import News, code_of, columns, fold

WORKERS = frozenset({Role.MANAGER, Role.CHIEF, Role.INTAKE})


def read_feed(system: str, *, at: datetime) -> int:
    """Read on where we stopped, a batch at a time. Outside transactions; how many events were new."""
    new = 0
    while True:
        cursor = Feed.objects.filter(system=system).values_list("cursor", flat=True).first() or ""
        batch = events_since(cursor, system=system, at=at)
        if batch is None:
            return new
        new += _take_batch(system, batch.events, cursor=batch.cursor, at=at)
        if batch.cursor == (cursor or "0"):
            return new


@transaction.atomic
def _take_batch(system: str, events: tuple[Event, ...], *, cursor: str, at: datetime) -> int:
    """The events and the cursor behind them are kept together or not at all."""
    new = sum(take_news(system, event, at=at) is not None for event in events)
    Feed.objects.filter(system=system).update(cursor=cursor, verified_at=at)
    return new


@transaction.atomic
def take_news(source: str, event: Event, *, at: datetime) -> Lead | None:
    """One event into the reserve. Told twice it counts once; None too when it speaks of no enterprise and no code."""
    _hold(source)
    is_licence = event.kind == "LICENCE_ISSUED"
    told = columns(event.facts)
    if LeadNews.objects.filter(source=source, event_id=event.event_id).exists():
        return None
    if not told["uscc"] and (is_licence or not told["code"]):
        return None  # a private person, or nothing to go by: not ours to keep
    lead = _found(told, is_licence=is_licence) or Lead(kind=LeadKind.LICENCE if is_licence else LeadKind.PROJECT)
    if lead.pk is None:
        lead.first_told_at = lead.last_told_at = event.told_at
        _fill(lead, told)
        lead.save()
    LeadNews.objects.create(
        lead=lead, source=Source(source), event_id=event.event_id, kind=event.kind, told_at=event.told_at,
        received_at=at, facts_json=json.dumps(dict(event.facts), ensure_ascii=False),
    )  # fmt: skip
    return _refold(lead)


def _hold(source: str) -> None:
    """One writer at a time, so that the same project told by two platforms at once is one lead."""
    for system in sorted({source, Source.BY_HAND}):
        Feed.objects.get_or_create(system=system)
    Feed.objects.select_for_update().get(system=Source.BY_HAND)


def _found(told: Mapping[str, Any], *, is_licence: bool) -> Lead | None:
    """The lead this speaks of. Two that turn out to be one are merged into the one we know longer."""
    if is_licence:
        return Lead.objects.single().filter(kind=LeadKind.LICENCE, uscc_index=blind_index(told["uscc"])).first()
    known = list(Lead.objects.known_by(told["code"], told["former_code"]).order_by("pk"))
    for other in known[1:]:
        _merge(other, into=known[0])
    return known[0] if known else None


def _merge(lead: Lead, *, into: Lead) -> None:
    lead.news.update(lead=into)
    lead.steps.update(lead=into)
    into.officer, into.offered_at = into.officer or lead.officer, into.offered_at or lead.offered_at
    into.is_marked_key = into.is_marked_key or lead.is_marked_key
    lead.merged_into = into
    lead.save(update_fields=["merged_into"])
    into.save()


def _refold(lead: Lead) -> Lead:
    """Work out anew what everything told about this lead comes to."""
    news = [News(row.told_at, row.event_id, row.kind, json.loads(row.facts_json)) for row in lead.news.all()]
    told = fold(news)
    _fill(lead, columns(told.facts))
    lead.is_cancelled, lead.first_told_at, lead.last_told_at = told.is_cancelled, told.first_at, told.last_at
    lead.save()
    return lead


def _fill(lead: Lead, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        setattr(lead, name, value)
    lead.uscc_index = blind_index(told["uscc"])


@transaction.atomic
def enter_lead(*, by: Any, at: datetime, **facts: str) -> Lead:
    """A project that no platform told us of, or the same one again: merged by its code."""
    _may(by)
    if facts.get("code") and not code_of(facts["code"])[0]:
        raise Invalid({"code": [_("A project code looks like 2611-411523-04-01-000010.")]})
    event = Event(uuid.uuid4().hex, "PROJECT_CODED", at, facts)  # type: ignore[arg-type]
    lead = take_news(Source.BY_HAND, event, at=at)
    if lead is None:
        raise Invalid({"owner_uscc": [_("Give the project code or the credit code of the enterprise.")]})
    _note(lead, "enter", by=by, at=at)
    return lead


@transaction.atomic
def take_lead(pk: int, *, by: Any, at: datetime) -> Lead:
    """This officer looks after it from now on; whoever had it before can read that in the list of steps."""
    lead = open_lead(pk, by=by)
    lead.officer = by
    lead.save(update_fields=["officer"])
    _note(lead, "take", by=by, at=at)
    return lead


@transaction.atomic
def note_contact(pk: int, *, by: Any, at: datetime, text: str) -> Lead:
    """What was said on the phone or at the place."""
    lead = open_lead(pk, by=by)
    _note(lead, "contact", text, by=by, at=at)
    return lead


@transaction.atomic
def mark_key(pk: int, *, by: Any, at: datetime) -> Lead:
    """A project of the county's own list; those of the city and above are key projects by themselves."""
    lead = open_lead(pk, by=by)
    lead.is_marked_key = True
    lead.save(update_fields=["is_marked_key"])
    _note(lead, "mark_key", by=by, at=at)
    return lead


@transaction.atomic
def set_aside(pk: int, *, by: Any, at: datetime, text: str) -> Lead:
    """Nothing comes of it for now, and why."""
    lead = open_lead(pk, by=by)
    lead.set_aside_at = at
    lead.save(update_fields=["set_aside_at"])
    _note(lead, "set_aside", text, by=by, at=at)
    return lead


@transaction.atomic
def take_up_again(pk: int, *, by: Any, at: datetime) -> Lead:
    _may(by)
    lead = _locked(pk)
    lead.set_aside_at = None
    lead.save(update_fields=["set_aside_at"])
    _note(lead, "take_up_again", by=by, at=at)
    return lead


@transaction.atomic
def mark_offered(pk: int, *, by: Any, at: datetime) -> Lead:
    """An application was prepared from it; once is enough."""
    lead = open_lead(pk, by=by)
    if lead.offered_at is not None:
        raise Unmet(_("An application was prepared from this lead already. Look at it below."), code="offered-already")
    if not lead.phone or not lead.uscc:
        raise Unmet(_("A mobile number and a credit code are needed first. Ask for them and enter them by hand."))
    lead.offered_at, lead.officer = at, lead.officer or by
    lead.save(update_fields=["offered_at", "officer"])
    _note(lead, "offer", by=by, at=at)
    return lead


def open_lead(pk: int, *, by: Any) -> Lead:
    """The lead, locked, if it is still worked on and `by` works on leads."""
    _may(by)
    lead = _locked(pk)
    if lead.set_aside_at or lead.is_cancelled:
        raise Unmet(_("This lead was set aside or given up. Take it up again first."), code="set-aside")
    return lead


def _may(by: Any) -> None:
    if not by.roles & WORKERS:
        raise NotAllowed


def _locked(pk: int) -> Lead:
    try:
        return Lead.objects.locked(pk)
    except Lead.DoesNotExist:
        raise Hidden from None


def _note(lead: Lead, verb: str, text: str = "", *, by: Any, at: datetime) -> None:
    LeadStep.objects.create(lead=lead, verb=verb, text=text.strip()[:500], by=by, at=at)
