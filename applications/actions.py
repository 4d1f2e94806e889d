"""What every chapter's actions share: move the case, settle what follows, and the ways out that fit any stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import approvals.actions
import gridhealth.actions
from accounts.models import User
from accounts.refusals import Hidden, Invalid
from accounts.roles import Role
from applications import outward
from applications.choices import SuspensionReason, TerminationGround
from applications.counter.queries import drafts
from applications.gathering import PARTS
from applications.lease.choices import UNSIGNED
from applications.models import Application
from applications.rules.clocks import BY_LAW
from applications.stages import CLOSED, Stage
from applications.standing import agents_of, stand
from applications.turns import AUTOMATIC, Turn, whose_turn
from customers.actions import release_manager
from customers.calendar.actions import release
from customers.choices import Errand
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.choices import Party, PauseReason
from deadlines.models import Clock
from notifications import actions as notifications
from notifications.fanout import Wish, queue_each

# Whoever handed in a hundred rows hears of these once, for all of them together: see `batch.actions`.
TOLD_OF_THE_WHOLE = frozenset({"application-submitted", "application-accepted", "manager-named"})
ONLY_FORCE_MAJEURE = _(
    "Only the customer, or an agent of theirs, can ask for a rest. You may let a case rest for force majeure alone."
)
ONLY_BY_THE_CHIEF = _(
    "Only the chief service officer records force majeure. Choose that you ask for the rest yourself."
)


def advance(
    application_id: int, verb: str, *, by: Any, at: datetime, reason: str = "", data: dict[str, Any] | None = None
) -> Application:
    """Lock the case and run one verb of its machine. The caller is atomic and calls `settle` when it is done."""
    return machine.move(Application.objects.locked(application_id), verb, by=by, at=at, reason=reason, data=data)


def settle(application: Application, *, at: datetime) -> Application:
    """After any move: ready once everything is built, then whose turn it is, what rests, and what is due next."""
    _forget_rows(application)
    standing = stand(application)
    is_built = application.stage == Stage.WORKS and application.is_built()
    if is_built:
        machine.move(application, "make_ready", by=None, at=at)
        deadlines.stop(application.timeline, "C3", at=at)
    turn = whose_turn(application)
    has_turned = _rest(application, turn.rest, standing.resting, at=at)
    is_over = application.stage in CLOSED
    if is_over:
        deadlines.stop_all(application.timeline, at=at)
    if application.read_at_stage == Stage.SURVEY_BOOKED != application.stage:
        release(application.timeline, errand=Errand.SURVEY, at=at)
    stale = is_built or has_turned
    still = Clock.objects.running().of(application.timeline) if stale else standing.clocks
    _write_turn(application, turn, () if is_over else still)
    outward.note(application, standing.hooks, at=at)
    return application


def _write_turn(application: Application, turn: Turn, clocks: Iterable[Clock]) -> None:
    """What the queue reads; of the `clocks` that run, the customer's are no promise of ours."""
    ours = [clock for clock in clocks if clock.owner != Party.CUSTOMER]
    told = {
        "desks": list(turn.desks), "turn": turn.party,
        "next_due_at": min((clock.due_at for clock in ours if clock.due_at), default=None),
        "next_amber_at": min((clock.amber_at for clock in ours if clock.amber_at), default=None),
    }  # fmt: skip
    for name, value in told.items():
        setattr(application, name, value)
    Application.objects.filter(pk=application.pk).update(**told)


def _forget_rows(application: Application) -> None:
    """Drop what was read before the move."""
    for name in (*PARTS, "verdict", "settlement", "permits_are_done", "has_unsettled_papers"):
        application.__dict__.pop(name, None)
    for name in ("round", "reservation"):
        application._state.fields_cache.pop(name, None)


def _rest(application: Application, reason: PauseReason | None, resting: set[str], *, at: datetime) -> bool:
    """Let the company's clocks rest for `reason`, and for no other automatic reason. True: something changed."""
    over = resting & AUTOMATIC - {reason}
    for one in over:
        deadlines.resume(application.timeline, PauseReason(one), at=at, by=None)
    begins = reason is not None and reason not in resting
    if reason is not None and begins:
        deadlines.pause(application.timeline, reason, at=at, by=None)
    return begins or bool(over)


def start_clock(
    application: Application, kind: str, *, at: datetime, until: datetime | None = None, at_most: int | None = None
) -> None:
    """Start the clock of `kind` as the stored decision says; a kind the decision does not name has no clock.

    `at_most`: a limit in workdays that holds beside the decision's; the stricter one is promised.
    """
    start_clocks(application, {kind: at}, until=until, at_most=at_most)


def start_clocks(
    application: Application, began: Mapping[str, datetime], *, until: datetime | None = None,
    at_most: int | None = None,
) -> None:  # fmt: skip
    """As `start_clock`, of several kinds, each with the moment it counts from."""
    verdict = application.verdict
    named = [clock for clock in (verdict.clocks if verdict else ()) if clock.kind in began]
    deadlines.start_all(
        application.timeline, [_promised(application, one, began[one.kind], until, at_most) for one in named]
    )


def _promised(
    application: Application, said: Any, at: datetime, until: datetime | None, at_most: int | None
) -> Clock:  # fmt: skip
    limits = [one for one in (said.limit_workdays, at_most) if one is not None]
    return Clock(
        kind=said.kind, limit_workdays=min(limits, default=None), owner=Party(said.owner), rule=said.rule,
        legal_limit_workdays=said.limit_workdays if said.kind in BY_LAW else None, until=until, started_at=at,
        responsible_id=application.owner_id,
    )  # fmt: skip


def tell(application: Application, template: str, *, at: datetime, dedup: str = "", **context: Any) -> None:
    """Queue one message to the customer and to their agents, once per event of the case, or once per `dedup`."""
    if application.applicant_id is None or (application.batch_id and template in TOLD_OF_THE_WHOLE):
        return
    key = f"{template}:{application.number}:{dedup or application.timeline.last_seq}"
    keys = {**{agent: f"{key}:{agent}" for agent in agents_of(application)}, application.applicant_id: key}
    url, facts = application.get_absolute_url(), {"number": application.number, **context}
    queue_each(template, [Wish(to, application.number, url, facts, one) for to, one in keys.items()], at=at)


def mine(number: str, *, by: Any) -> Application:
    """The application of this number, if `by` may see it; else Hidden, as if it did not exist."""
    along = ("timeline", "customer", "site", "draft")
    found = Application.objects.visible_to(by).select_related(*along).filter(number=number).first()
    found = found or drafts(by).select_related(*along).filter(number=number).first()
    if found is None:
        raise Hidden
    return found


@transaction.atomic
def withdraw(application_id: int, *, by: Any, at: datetime, reason: str = "") -> Application:
    """The customer leaves: clocks stop, capacity and permits are given back. No reason is needed and no fee due."""
    application = advance(application_id, "withdraw", by=by, at=at, reason=reason)
    return _give_back(application, "application-withdrawn", at=at)


@transaction.atomic
def terminate(application_id: int, *, by: Any, at: datetime, ground: str, reason: str) -> Application:
    application = advance(
        application_id, "terminate", by=by, at=at, reason=reason, data={"ground": TerminationGround(ground).value}
    )
    return _give_back(application, "application-terminated", at=at)


def _give_back(application: Application, template: str, *, at: datetime) -> Application:
    if hasattr(application, "draft"):
        application.draft.delete()  # what was typed and never submitted is nobody's any more
    if application.held is not None:
        gridhealth.actions.release(application.held, at=at, by=None)
    if application.round is not None and not application.round.is_done():
        approvals.actions.cancel_round(application.round.pk, by=None, at=at)
    _call_off(application, at=at)
    if application.manager_id:
        release_manager(application.timeline, at=at)
    if application.lease is not None and application.lease.stage in UNSIGNED:
        machine.move(application.lease, "cancel_lease", by=None, at=at)
    tell(application, template, at=at)
    return settle(application, at=at)


def _call_off(application: Application, *, at: datetime) -> None:
    """Works that are not over end here; whoever leads ours is told, before a crew drives out for nothing."""
    grid, customers_own = application.grid_works, application.customer_works
    if customers_own is not None and not customers_own.is_over:
        machine.move(customers_own, "cancel_customer_works", by=None, at=at)
    if grid is None or grid.is_over:
        return
    machine.move(grid, "cancel_grid_works", by=None, at=at)
    for person in [grid.managed_by] if grid.managed_by else User.objects.holding(Role.WORKS):
        notifications.queue(
            "works-called-off", to=person, about=application.number, url=f"/room/{application.number}/", at=at,
            context={"number": application.number}, dedup=f"works-called-off:{application.number}:{person.pk}",
        )  # fmt: skip


@transaction.atomic
def suspend(
    application_id: int, *, by: Any, at: datetime, reason_code: str, resume_on: date, evidence: str = ""
) -> Application:
    """Put the case to rest until a named day; the reason and the evidence are shown to the customer.

    The customer asks for it; the chief does it for force majeure and for nothing else.
    """
    code = SuspensionReason(reason_code)
    application = advance(application_id, "suspend", by=by, at=at, reason=evidence, data={"reason": code.value})
    if (code == SuspensionReason.FORCE_MAJEURE) is not by.is_staff:
        raise Invalid({"reason_code": [ONLY_FORCE_MAJEURE if by.is_staff else ONLY_BY_THE_CHIEF]})
    if resume_on <= timezone.localdate(at):
        raise Invalid({"resume_on": [_("Name a day after today on which the case goes on.")]})
    Application.objects.filter(pk=application.pk).update(resume_on=resume_on)
    deadlines.pause(application.timeline, PauseReason(code.value), at=at, by=by, evidence=evidence)
    tell(application, "application-suspended", at=at, until_on=resume_on.isoformat())
    return settle(application, at=at)


@transaction.atomic
def resume(application_id: int, *, by: Any, at: datetime) -> Application:
    application = advance(application_id, "resume", by=by, at=at)
    for code in SuspensionReason.values:
        deadlines.resume(application.timeline, PauseReason(code), at=at, by=by)
    return settle(application, at=at)


@transaction.atomic
def resume_by_itself(application_id: int, *, at: datetime) -> Application:
    """The named day has come."""
    return resume(application_id, by=None, at=at)


@transaction.atomic
def close_suspended(application_id: int, *, at: datetime) -> Application:
    application = advance(application_id, "close_suspended", by=None, at=at)
    return _give_back(application, "application-withdrawn", at=at)


@transaction.atomic
def announce_new_promise(timeline_id: int, *, at: datetime, old_on: date, new_on: date, **facts: Any) -> None:
    """A clock of this case moved by itself (a calendar was loaded): the queue follows and the customer is told."""
    found = Application.objects.filter(timeline=timeline_id).first()
    if found is not None:
        application = settle(Application.objects.locked(found.pk), at=at)
        moved = {"old_on": old_on.isoformat(), "new_on": new_on.isoformat()}
        # Two promises that moved are two pieces of news, two clocks that moved alike are one; the next run is new.
        dedup = f"{at.isoformat()}:{old_on.isoformat()}:{new_on.isoformat()}"
        tell(application, "promise-moved", at=at, dedup=dedup, **moved)
