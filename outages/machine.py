"""The machine of an outage: every verb, from where to where, who may, and what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system, either
from deadlines.machine import condition
from outages.choices import FAULT_BEFORE_CREW, OutageKind, OutageStage

if TYPE_CHECKING:
    from outages.models import Outage

S = OutageStage
by_dispatch = by_role(Role.DISPATCH)
by_portal_or_dispatch = either(by_system, by_dispatch)
by_proposer = by_role(Role.WORKS, Role.DISPATCH)
WITH_CREW = (S.ARRIVED, S.FAULT_FOUND, S.PARTLY_RESTORED)
ON_THE_ROAD = (S.DISPATCHED, *WITH_CREW)
WORKING = (S.STARTED, S.EXTENDED)


def by_crew(outage: Outage, user: Any) -> bool:
    """The crew it was given to, or the dispatcher who has them on the telephone."""
    return user is not None and (outage.crew_id == user.pk or by_dispatch(outage, user))


def by_approver(outage: Outage, user: Any) -> bool:
    """Whoever approves is not whoever asked."""
    return by_role(Role.DISPATCH, Role.CHIEF)(outage, user) and outage.proposed_by_id != user.pk


@condition(_("Choose a crew first."))
def has_crew(outage: Outage) -> bool:
    return outage.crew_id is not None


@condition(_("Say what was found."))
def has_finding(outage: Outage) -> bool:
    return bool(outage.finding)


@condition(_("Part of the network is still without power. Restore every part first."))
def everything_is_back(outage: Outage) -> bool:
    return not outage.parts.filter(back_at=None).exists()


@condition(_("Nothing has been restored yet."))
def something_is_back(outage: Outage) -> bool:
    return outage.parts.exclude(back_at=None).exists()


@condition(_("Somebody still has no power, or the meters have not answered yet."))
def nobody_is_out(outage: Outage) -> bool:
    return outage.is_answered and not outage.still_out().exists()


@condition(_("Choose the outage it belongs to."))
def belongs_to_another(outage: Outage) -> bool:
    return outage.merged_into_id is not None


@condition(_("Say whether the work can be done live, and if not, why not."))
def live_work_is_ruled_out(outage: Outage) -> bool:
    return bool(outage.why_not_live)


@condition(_("Without the number of its approval no outage is announced or started."))
def has_approval(outage: Outage) -> bool:
    return bool(outage.approval_no)


@condition(_("Announce the outage before it starts."))
def is_announced(outage: Outage) -> bool:
    return outage.notified_at is not None


@condition(_("A fault is not planned."))
def is_work(outage: Outage) -> bool:
    return outage.kind != OutageKind.FAULT


class OutageMachine(models.Model):
    stage = FSMField(max_length=20, choices=OutageStage.choices, protected=True)

    class Meta:
        abstract = True

    # Faults

    @transition("stage", S.DETECTED, S.CONFIRMED, permission=by_portal_or_dispatch)
    def confirm(self) -> None: ...

    @transition("stage", S.CONFIRMED, S.DISPATCHED, conditions=[has_crew], permission=by_portal_or_dispatch)
    def dispatch(self) -> None: ...

    @transition("stage", S.DISPATCHED, S.ARRIVED, permission=by_crew)
    def arrive(self) -> None: ...

    @transition("stage", S.ARRIVED, S.FAULT_FOUND, conditions=[has_finding], permission=by_crew)
    def find(self) -> None: ...

    @transition(
        "stage", [*ON_THE_ROAD, *FAULT_BEFORE_CREW], S.PARTLY_RESTORED, conditions=[something_is_back],
        permission=either(by_system, by_crew),
    )  # fmt: skip
    def restore_part(self) -> None: ...

    @transition(
        "stage", [*ON_THE_ROAD, *FAULT_BEFORE_CREW, *WORKING], S.RESTORED, conditions=[everything_is_back],
        permission=either(by_system, by_crew),
    )  # fmt: skip
    def restore(self) -> None: ...

    @transition("stage", [S.RESTORED, S.VERIFIED], S.PARTLY_RESTORED, permission=either(by_system, by_crew))
    def reopen(self) -> None: ...

    @transition("stage", S.RESTORED, S.VERIFIED, conditions=[nobody_is_out], permission=by_portal_or_dispatch)
    def verify(self) -> None: ...

    @transition("stage", [S.RESTORED, S.VERIFIED], S.REVIEWED, permission=by_role(Role.DISPATCH, Role.SUPERVISOR))
    def review(self) -> None: ...

    @transition("stage", S.REVIEWED, S.CLOSED, permission=by_role(Role.DISPATCH, Role.SUPERVISOR))
    def close(self) -> None: ...

    @transition("stage", [*FAULT_BEFORE_CREW, S.DISPATCHED, S.ARRIVED], S.FALSE_ALARM, permission=by_portal_or_dispatch)
    def call_off(self) -> None: ...

    @transition(
        "stage", [*FAULT_BEFORE_CREW, S.DISPATCHED, S.ARRIVED], S.MERGED, conditions=[belongs_to_another],
        permission=by_portal_or_dispatch,
    )  # fmt: skip
    def merge(self) -> None: ...

    @transition("stage", [*FAULT_BEFORE_CREW, S.DISPATCHED, S.ARRIVED], S.USER_SIDE, permission=by_crew)
    def leave_to_customer(self) -> None: ...

    # Work

    @transition("stage", S.DRAFT, S.LIVE_WORK_REVIEW, conditions=[is_work], permission=by_proposer)
    def review_live_work(self) -> None: ...

    @transition("stage", S.LIVE_WORK_REVIEW, S.LIVE, permission=by_proposer)
    def work_live(self) -> None: ...

    @transition(
        "stage", S.LIVE_WORK_REVIEW, S.OUTAGE_REQUEST, conditions=[live_work_is_ruled_out], permission=by_proposer
    )
    def request_outage(self) -> None: ...

    @transition("stage", S.OUTAGE_REQUEST, S.APPROVED, conditions=[has_approval], permission=by_approver)
    def approve(self) -> None: ...

    @transition("stage", S.OUTAGE_REQUEST, S.REFUSED, permission=by_approver)
    def refuse(self) -> None: ...

    @transition("stage", S.APPROVED, S.NOTIFIED, conditions=[has_approval], permission=by_portal_or_dispatch)
    def announce(self) -> None: ...

    @transition("stage", S.NOTIFIED, S.STARTED, conditions=[has_approval, is_announced], permission=by_dispatch)
    def start(self) -> None: ...

    @transition("stage", WORKING, S.EXTENDED, permission=by_dispatch)
    def extend(self) -> None: ...

    @transition("stage", [S.APPROVED, S.NOTIFIED], S.APPROVED, permission=by_dispatch)
    def reschedule(self) -> None: ...

    @transition("stage", [S.DRAFT, S.LIVE_WORK_REVIEW, S.OUTAGE_REQUEST, S.APPROVED, S.NOTIFIED], S.CANCELLED,
                permission=by_proposer)  # fmt: skip
    def cancel(self) -> None: ...
