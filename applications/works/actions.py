"""Our works and the customer's works, from the first cut to the passed inspection."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from applications.actions import settle, start_clock, tell
from applications.models import Application
from applications.stages import Stage
from applications.works import in_step
from applications.works.models import Inspection
from applications.works.opening import file_undertaking, open_round, permits_are_settled
from approvals.filing import actions as filings
from approvals.models import Gap, SignedHow
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.choices import NEEDS_CHIEF, WORKS_PAUSES, PauseReason


def _grid(application_id: int, verb: str, *, by: Any, at: datetime, reason: str = "", **changed: Any) -> Application:
    """Move the grid works of a case, after `changed` columns were set on the row."""
    application = Application.objects.locked(application_id)
    works = application.grid_works
    return _moved(application, works, verb, by=by, at=at, reason=reason, **changed)


def _customer(
    application_id: int, verb: str, *, by: Any, at: datetime, reason: str = "", **changed: Any
) -> Application:
    application = Application.objects.locked(application_id)
    return _moved(application, application.customer_works, verb, by=by, at=at, reason=reason, **changed)


def _moved(
    application: Application, works: Any, verb: str, *, by: Any, at: datetime, reason: str, **changed: Any
) -> Application:
    if works is None:
        raise WrongStage
    machine.ask(works, verb, by=by)
    for name, value in changed.items():
        setattr(works, name, value)
    machine.move(works, verb, by=by, at=at, reason=reason)
    return application


@transaction.atomic
def start_grid_works(application_id: int, *, by: Any, at: datetime, planned_on: date | None = None) -> Application:
    application = _grid(
        application_id, "start_grid_works", by=by, at=at, managed_by=by, started_at=at, planned_on=planned_on
    )
    _miss_the_receipt(application, at=at)
    in_step.warn(application, at=at)
    tell(application, "works-started", at=at)
    return settle(application, at=at)


def _miss_the_receipt(application: Application, *, at: datetime) -> None:
    """Works may begin once the undertaking is signed and handed in; without its receipt that is worth an alarm."""
    filing = application.round.filings.without_receipt().first() if application.round else None
    if filing is not None:
        filings.raise_alarm(filing.pk, Gap.NO_RECEIPT, have_works_begun=True, at=at)


@transaction.atomic
def pause_grid_works(application_id: int, *, by: Any, at: datetime, reason_code: str, evidence: str) -> Application:
    """Only for a reason on the closed list, with evidence; a shortage of material is none."""
    code = PauseReason(reason_code)
    if code in NEEDS_CHIEF and not by.has_role(Role.CHIEF):
        raise NotAllowed(_("Only the chief service officer may stop the clock for denied access."))
    application = _grid(application_id, "pause_grid_works", by=by, at=at, reason=evidence)
    deadlines.pause(application.timeline, code, at=at, by=by, evidence=evidence)
    tell(application, "works-paused", at=at)
    return settle(application, at=at)


@transaction.atomic
def resume_grid_works(application_id: int, *, by: Any, at: datetime) -> Application:
    application = _grid(application_id, "resume_grid_works", by=by, at=at)
    for code in WORKS_PAUSES:
        deadlines.resume(application.timeline, code, at=at, by=by)
    return settle(application, at=at)


@transaction.atomic
def end_short_pause(application_id: int, *, at: datetime) -> Application:
    """A rest that the works' own people put on is over after one whole workday; the chief may put on more."""
    return resume_grid_works(application_id, by=None, at=at)


@transaction.atomic
def finish_grid_works(application_id: int, *, by: Any, at: datetime, progress: str = "") -> Application:
    application = _grid(application_id, "finish_grid_works", by=by, at=at, done_at=at, progress=progress, managed_by=by)
    return settle(application, at=at)


@transaction.atomic
def return_grid_works(application_id: int, *, by: Any, at: datetime, reason: str) -> Application:
    return settle(_grid(application_id, "return_grid_works", by=by, at=at, reason=reason), at=at)


@transaction.atomic
def accept_grid_works(application_id: int, *, by: Any, at: datetime) -> Application:
    """The promise for our works is kept or broken here: the clock stops at acceptance."""
    application = _grid(application_id, "accept_grid_works", by=by, at=at)
    works = application.grid_works
    deadlines.stop(application.timeline, works.clock, at=at)
    tell(application, "works-done", at=at)
    return settle(application, at=at)


@transaction.atomic
def submit_design(application_id: int, *, by: Any, at: datetime) -> Application:
    application = _customer(application_id, "submit_design", by=by, at=at)
    start_clock(application, "C6", at=at)
    return settle(application, at=at)


@transaction.atomic
def approve_design(application_id: int, *, by: Any, at: datetime, remark: str = "") -> Application:
    return _inspected(application_id, "approve_design", "DESIGN", by=by, at=at, remark=remark)


@transaction.atomic
def return_design(application_id: int, *, by: Any, at: datetime, defects: list[dict[str, str]]) -> Application:
    return _inspected(application_id, "return_design", "DESIGN", by=by, at=at, defects=defects)


@transaction.atomic
def start_building(application_id: int, *, by: Any, at: datetime) -> Application:
    """The customer says that building has begun; whoever goes on without saying so is not held up."""
    return settle(_customer(application_id, "start_building", by=by, at=at), at=at)


@transaction.atomic
def request_mid_inspection(application_id: int, *, by: Any, at: datetime) -> Application:
    application = _customer(application_id, "request_mid_inspection", by=by, at=at)
    start_clock(application, "C7", at=at)
    return settle(application, at=at)


@transaction.atomic
def pass_mid_inspection(application_id: int, *, by: Any, at: datetime, remark: str = "") -> Application:
    return _inspected(application_id, "pass_mid_inspection", "MID", by=by, at=at, remark=remark, mid_passed_at=at)


@transaction.atomic
def fail_mid_inspection(application_id: int, *, by: Any, at: datetime, defects: list[dict[str, str]]) -> Application:
    return _inspected(application_id, "fail_mid_inspection", "MID", by=by, at=at, defects=defects)


@transaction.atomic
def report_completion(application_id: int, *, by: Any, at: datetime) -> Application:
    """The customer says it is built: the inspection clock starts; a second round counts on its own."""
    application = _customer(application_id, "report_completion", by=by, at=at, reported_at=at)
    in_step.end_with_theirs(application, by=by, at=at)
    start_clock(application, "C8", at=at)
    return settle(application, at=at)


@transaction.atomic
def pass_inspection(application_id: int, *, by: Any, at: datetime, remark: str = "") -> Application:
    return _inspected(application_id, "pass_inspection", "COMPLETION", by=by, at=at, remark=remark, passed_at=at)


@transaction.atomic
def fail_inspection(application_id: int, *, by: Any, at: datetime, defects: list[dict[str, str]]) -> Application:
    """One written list of all defects, each with its clause: what is not on it is not asked for later."""
    return _inspected(application_id, "fail_inspection", "COMPLETION", by=by, at=at, defects=defects)


@transaction.atomic
def start_rectifying(application_id: int, *, by: Any, at: datetime) -> Application:
    return settle(_customer(application_id, "start_rectifying", by=by, at=at), at=at)


CLOCK_OF = {"DESIGN": "C6", "MID": "C7", "COMPLETION": "C8"}
NEWS_OF = {
    "approve_design": "design-approved", "return_design": "design-returned",
    "pass_mid_inspection": "hidden-works-passed", "fail_mid_inspection": "hidden-works-failed",
    "pass_inspection": "inspection-passed", "fail_inspection": "inspection-failed",
}  # fmt: skip


def _inspected(
    application_id: int, verb: str, kind: str, *, by: Any, at: datetime, remark: str = "",
    defects: list[dict[str, str]] | None = None, **changed: Any,
) -> Application:  # fmt: skip
    """One visit with its result, of which the customer hears; a failed one must name every defect."""
    has_passed = defects is None
    if not has_passed and not defects:
        raise Invalid({"defects": [_("List every defect with its clause. There is no second list.")]})
    application = _customer(application_id, verb, by=by, at=at, **changed)
    Inspection.objects.create(
        works=application.customer_works, kind=kind, inspected_by=by, inspected_at=at, has_passed=has_passed,
        defects=defects or [], remark=remark,
    )  # fmt: skip
    deadlines.stop(application.timeline, CLOCK_OF[kind], at=at)
    application = settle(application, at=at)
    tell(application, NEWS_OF[verb], at=at)
    return application


@transaction.atomic
def sign_undertaking(
    application_id: int, *, by: Any, at: datetime, how: str = SignedHow.ACCOUNT
) -> Application:  # fmt: skip
    """The customer signs late what may be signed with the application: to restore the ground, in place of permits."""
    application = Application.objects.locked(application_id)
    if not awaits_undertaking(application):
        raise WrongStage
    application.undertaking_signed_at = at
    application.save(update_fields=["undertaking_signed_at"])
    machine.record(application, "sign_undertaking", application.stage, by=by, at=at)
    file_undertaking(application, at=at, how=how)
    return settle(application, at=at)


def awaits_undertaking(application: Application) -> bool:
    return (
        application.stage == Stage.WORKS and application.permits == "FILING" and not application.undertaking_signed_at
    )


def needs_new_round(application: Application) -> bool:
    return application.stage == Stage.WORKS and application.round is not None and application.round.stage == "REROUTED"


@transaction.atomic
def open_new_round(application_id: int, *, by: Any, at: datetime) -> Application:
    """After a refusal another route is asked for: the authorities get a new package and a new clock."""
    application = Application.objects.locked(application_id)
    if not needs_new_round(application):
        raise WrongStage
    open_round(application, at=at)
    return settle(application, at=at)


@transaction.atomic(savepoint=False)
def take_permits(timeline_id: int, *, at: datetime) -> None:
    """News from the government side: the last permit is granted or the undertaking is filed. A case that rests hears
    it too: its promise begins, and rests with the others.
    """
    waiting = Application.objects.under_lock().filter(timeline=timeline_id, stage__in=(Stage.WORKS, Stage.SUSPENDED))
    application = waiting.first()
    if application is not None:
        permits_are_settled(application, at=at)
        tell(application, "permits-settled", at=at)
        settle(application, at=at)


@transaction.atomic
def take_refusal(timeline_id: int, *, at: datetime) -> Application:
    """News from the government side: an authority refused. The case does not hang: another route or an appeal."""
    application = Application.objects.locked(Application.objects.get(timeline=timeline_id).pk)
    tell(application, "permit-refused", at=at)
    return settle(application, at=at)


@transaction.atomic
def take_turn(timeline_id: int, *, at: datetime) -> Application:
    """News from the government side: a question or an answer. Our clocks rest only while the authorities act."""
    return settle(Application.objects.locked(Application.objects.get(timeline=timeline_id).pk), at=at)


@transaction.atomic
def take_alarm(timeline_id: int, *, alarm: Any, at: datetime) -> None:
    """News from the government side: something of the filing is missing. Whoever carries the case is told."""
    application = Application.objects.filter(timeline=timeline_id).first()
    if application is None:
        return
    works = application.grid_works
    for person in {application.owner(), works.managed_by if works else None}:
        if person is not None:
            filings.tell_of(alarm, person, at=at)
