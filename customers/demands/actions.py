"""Every word of a customer gets a receipt, an owner and a clock; and it can always be carried further up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from accounts.roles import READERS, Role
from customers import actions as customers
from customers.demands.choices import (
    ANSWER,
    ANSWER_WORKDAYS,
    CONTACT,
    CONTACT_HOURS,
    MOST_HAND_OVERS,
    OPEN,
    OVER,
    QUIET_DAYS,
    DemandKind,
    DemandStage,
    Rung,
    Source,
)
from customers.demands.machine import by_caller, by_customer, by_owner
from customers.demands.models import Demand, DemandAddition, DemandAnswer, new_demand_number
from customers.hotline.choices import Line, Publication
from customers.hotline.posting import publish
from customers.models import Assignment
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.choices import Party
from deadlines.models import Timeline
from notifications import actions as notifications

RULE = "R-37"


@transaction.atomic
def open_demand(
    *, kind: str, words: str, user: User | None, by: User | None, at: datetime, case: Timeline | None = None,
    source: str = Source.PORTAL, source_ref: str = "", phone: str = "", said_at: datetime | None = None,
) -> Demand:  # fmt: skip
    """Take a demand: receipt, owner, and both clocks at once. A case it is about goes on as if nothing were.

    The clocks run from `said_at`, when the customer spoke; that news of it came late is not the customer's loss.
    """
    if not words.strip():
        raise Invalid({"words": [_("Say in your own words what it is about.")]})
    number = new_demand_number()
    timeline = Timeline.objects.create(reference=number, url=f"/demands/{number}/", opened_at=at)
    owner = _first_owner(case) or customers.chief_on_duty(at=at)
    demand = Demand.objects.create(
        number=number, timeline=timeline, kind=DemandKind(kind), source=Source(source), source_ref=source_ref,
        user=user, phone=phone, case=case, words=words.strip(), owner=owner, opened_at=at,
    )  # fmt: skip
    machine.record(demand, "open", "", by=by, at=at, data={"kind": demand.kind, "source": demand.source})
    since = said_at or at
    until = since + timedelta(hours=CONTACT_HOURS)
    deadlines.start(
        timeline, CONTACT, owner=Party.COMPANY, at=since, until=until, rule=RULE, responsible_id=demand.owner_id
    )  # fmt: skip
    _start_answer(demand, at=since)
    _tell_customer(demand, "demand-received", at=at)
    _tell_owner(demand, at=at)
    return demand


def _first_owner(case: Timeline | None) -> User | None:
    """The account manager of the case it is about, also when the case is over."""
    held = Assignment.objects.filter(timeline=case).select_related("manager__user").order_by("-pk") if case else None
    last = held.first() if held is not None else None
    return last.manager.user if last is not None and last.manager.user.is_active else None


def case_of(number: str, *, by: User) -> Timeline:
    """The case of this number in which this person has a part; for others it does not exist."""
    found = Timeline.objects.filter(reference=number.strip(), events__by=by).distinct().first()
    if found is None:
        raise Invalid({"case": [_("We find no case of yours under this number. Leave it empty, or check it.")]})
    return found


def _advance(pk: int, verb: str, *, by: Any, at: datetime, reason: str = "") -> Demand:
    demand = machine.move(Demand.objects.locked(pk), verb, by=by, at=at, reason=reason)
    _publish(demand, at=at)
    return demand


def _publish(demand: Demand, *, at: datetime) -> None:
    """95598 hears of its own tickets and of what was carried up to it."""
    if demand.source == Source.HOTLINE or demand.rung >= Rung.HOTLINE:
        publish(Publication.DEMAND, demand.number, to=Line.HOTLINE, at=at)


@transaction.atomic
def contact(pk: int, *, by: User, at: datetime) -> Demand:
    """Somebody has spoken with the customer."""
    demand = _advance(pk, "contact", by=by, at=at)
    deadlines.stop(demand.timeline, CONTACT, at=at)
    _tell_customer(demand, "demand-contacted", at=at)
    return demand


@transaction.atomic
def add(pk: int, *, words: str, by: User | None, at: datetime, said_at: datetime | None = None) -> Demand:
    """The customer says more. Owner and clocks stay; the owner is told."""
    demand = Demand.objects.locked(pk)
    if demand.stage in OVER:
        raise WrongStage
    if not (by_customer(demand, by) or by_caller(demand, by)):
        raise NotAllowed
    if not words.strip():
        raise Invalid({"words": [_("Say in your own words what it is about.")]})
    DemandAddition.objects.create(demand=demand, words=words.strip(), said_at=said_at or at)
    machine.record(demand, "add", demand.stage, by=by, at=at)
    _tell_owner(demand, at=at)
    return demand


@transaction.atomic
def answer(pk: int, *, words: str, by: User | None, at: datetime) -> Demand:
    """By its owner; by nobody of ours where 95598 itself has answered what was carried up to it."""
    if not words.strip():
        raise Invalid({"words": [_("Write what the customer shall read.")]})
    demand = _advance(pk, "answer", by=by, at=at)
    DemandAnswer.objects.create(demand=demand, rung=demand.rung, words=words.strip(), answered_by=by, answered_at=at)
    deadlines.stop(demand.timeline, CONTACT, at=at)
    deadlines.stop(demand.timeline, ANSWER, at=at)
    _tell_customer(demand, "demand-answered", at=at)
    return demand


@transaction.atomic
def accept_answer(pk: int, *, by: User, at: datetime) -> Demand:
    return _closed(_advance(pk, "accept_answer", by=by, at=at), at=at)


@transaction.atomic
def settle_quietly(pk: int, *, at: datetime) -> Demand:
    """Answered, and nothing more was heard."""
    return _closed(_advance(pk, "settle_quietly", by=None, at=at), at=at)


@transaction.atomic
def withdraw(pk: int, *, by: User, at: datetime) -> Demand:
    return _closed(_advance(pk, "withdraw", by=by, at=at), at=at)


def _closed(demand: Demand, *, at: datetime) -> Demand:
    deadlines.stop_all(demand.timeline, at=at)
    return demand


@transaction.atomic
def escalate_to_chief(pk: int, *, by: User, at: datetime, reason: str = "") -> Demand:
    return _climb(_advance(pk, "escalate_to_chief", by=by, at=at, reason=reason), Rung.CHIEF, at=at)


@transaction.atomic
def escalate_to_95598(pk: int, *, by: User, at: datetime, reason: str = "") -> Demand:
    return _climb(_advance(pk, "escalate_to_95598", by=by, at=at, reason=reason), Rung.HOTLINE, at=at)


@transaction.atomic
def escalate_to_12398(pk: int, *, by: User, at: datetime, reason: str = "") -> Demand:
    return _climb(_advance(pk, "escalate_to_12398", by=by, at=at, reason=reason), Rung.REGULATOR, at=at)


def _climb(demand: Demand, rung: Rung, *, at: datetime) -> Demand:
    """One rung up: the chief sees to it from here on, and a new answer is due."""
    demand.rung, demand.owner = rung, customers.chief_on_duty(at=at) or demand.owner
    demand.save(update_fields=["rung", "owner"])
    _publish(demand, at=at)
    deadlines.stop(demand.timeline, ANSWER, at=at)
    _start_answer(demand, at=at)
    _tell_owner(demand, at=at)
    return demand


@transaction.atomic
def hand_over(pk: int, *, to: User, by: User, at: datetime, reason: str) -> Demand:
    """Pass it on once. The second time it goes to the chief, whoever was meant, and stays there."""
    demand = Demand.objects.locked(pk)
    if demand.stage in OVER:
        raise WrongStage
    if not by_owner(demand, by):
        raise NotAllowed
    if demand.hand_overs >= MOST_HAND_OVERS:
        raise Unmet(_("It was passed on twice already. The chief service officer owns it and it stays there."))
    if to.pk == demand.owner_id or not to.is_staff or not to.roles - READERS - {Role.GOV}:
        raise Invalid({"to": [_("Choose somebody else who works on cases.")]})
    was = demand.owner_id
    demand.hand_overs += 1
    is_last = demand.hand_overs >= MOST_HAND_OVERS
    demand.owner = (customers.chief_on_duty(at=at) or to) if is_last else to
    demand.save(update_fields=["hand_overs", "owner"])
    deadlines.hand_on(demand.timeline, was=was, now=demand.owner_id)
    machine.record(demand, "hand_over", demand.stage, by=by, at=at, reason=reason, data={"count": demand.hand_overs})
    _tell_owner(demand, at=at)
    return demand


@transaction.atomic
def rate(pk: int, *, score: int, by: User, at: datetime, comment: str = "") -> Demand:
    """How it was seen to; once, and never changed."""
    demand = Demand.objects.locked(pk)
    if not by_customer(demand, by):
        raise NotAllowed
    if demand.stage in OPEN - {DemandStage.ANSWERED}:
        raise WrongStage
    customers.rate(demand.timeline, about="demand", manager=demand.owner, score=score, comment=comment, at=at)
    machine.record(demand, "rate", demand.stage, by=by, at=at)
    return demand


def _start_answer(demand: Demand, *, at: datetime) -> None:
    limit = ANSWER_WORKDAYS[demand.rung]
    owner = Party.GOVERNMENT if demand.rung == Rung.REGULATOR else Party.COMPANY
    deadlines.start(
        demand.timeline, ANSWER, owner=owner, at=at, limit_workdays=limit, rule=RULE, responsible_id=demand.owner_id
    )  # fmt: skip


def _tell_customer(demand: Demand, template: str, *, at: datetime) -> None:
    if demand.user is not None:
        _queue(demand, template, demand.user, at=at)


def _tell_owner(demand: Demand, *, at: datetime) -> None:
    if demand.owner is not None:
        _queue(demand, "demand-to-own", demand.owner, at=at)


def _queue(demand: Demand, template: str, to: User, *, at: datetime) -> None:
    head = Timeline.objects.values_list("last_seq", flat=True).get(pk=demand.timeline_id)
    notifications.queue(
        template, to=to, about=demand.number, url=demand.get_absolute_url(), at=at,
        context={"number": demand.number}, dedup=f"{template}:{demand.number}:{head}",
    )  # fmt: skip


def settle_what_is_quiet(*, at: datetime) -> int:
    """Every answer that nobody has objected to for two weeks; returns how many."""
    quiet = Demand.objects.filter(stage=DemandStage.ANSWERED).exclude(
        timeline__events__at__gt=at - timedelta(days=QUIET_DAYS)
    )
    return len([settle_quietly(pk, at=at) for pk in quiet.values_list("pk", flat=True)[:500]])
