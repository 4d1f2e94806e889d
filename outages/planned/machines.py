"""The machine of planned work: live if it can be, else with every approval and its notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system
from deadlines.machine import condition
from outages.planned.choices import PlannedStage as S

if TYPE_CHECKING:
    from outages.planned.models import PlannedWork

PROPOSERS = (Role.WORKS, Role.PLANNER, Role.DISPATCH)
by_proposer = by_role(*PROPOSERS)
by_dispatcher = by_role(Role.DISPATCH)


def by_next_signer(work: PlannedWork, user: Any) -> bool:
    """Whoever holds the next role of the chain, has not signed yet, and did not ask for the outage."""
    role = work.next_role()
    if user is None or role is None or user.pk == work.proposed_by_id:
        return False
    return role in user.roles and user.pk not in work.signers()


@condition(_("Say how the work is done live."))
def has_method(work: PlannedWork) -> bool:
    return bool(work.live_method)


@condition(_("First write down why it cannot be done live."))
def says_why_not_live(work: PlannedWork) -> bool:
    return bool(work.why_not_live.strip())


@condition(_("The chain of approval is not complete."))
def is_signed_by_all(work: PlannedWork) -> bool:
    return work.next_role() is None


@condition(_("An outage that has not been announced does not start."))
def is_announced(work: PlannedWork) -> bool:
    return work.announcements.exists()


class PlannedMachine(models.Model):
    stage = FSMField(max_length=20, choices=S.choices, default=S.DRAFT, protected=True)

    class Meta:
        abstract = True

    @transition("stage", S.DRAFT, S.LIVE, conditions=[has_method], permission=by_proposer)
    def plan_live(self) -> None: ...

    @transition("stage", [S.LIVE], None, permission=by_proposer)
    def reschedule(self) -> None: ...

    @transition("stage", S.LIVE, S.LIVE_DONE, permission=by_proposer)
    def finish_live(self) -> None: ...

    @transition("stage", S.DRAFT, S.OUTAGE_REQUEST, conditions=[says_why_not_live], permission=by_proposer)
    def request_outage(self) -> None: ...

    @transition("stage", [S.OUTAGE_REQUEST], None, permission=by_next_signer)
    def sign(self) -> None: ...

    @transition("stage", S.OUTAGE_REQUEST, S.APPROVED, conditions=[is_signed_by_all], permission=by_system)
    def approve(self) -> None: ...

    @transition("stage", S.OUTAGE_REQUEST, S.REFUSED, permission=by_next_signer)
    def refuse(self) -> None: ...

    @transition("stage", S.APPROVED, S.OUTAGE_REQUEST, permission=by_proposer)
    def make_temporary(self) -> None: ...

    @transition("stage", S.APPROVED, S.NOTIFIED, conditions=[is_signed_by_all], permission=by_dispatcher)
    def publish(self) -> None: ...

    @transition("stage", [S.NOTIFIED], None, permission=by_dispatcher)
    def change(self) -> None: ...

    @transition("stage", [S.NOTIFIED], None, permission=by_dispatcher)
    def delay(self) -> None: ...

    @transition("stage", S.NOTIFIED, S.STARTED, conditions=[is_signed_by_all, is_announced], permission=by_dispatcher)
    def start(self) -> None: ...

    @transition("stage", [S.STARTED], None, permission=by_dispatcher)
    def extend(self) -> None: ...

    @transition("stage", S.STARTED, S.RESTORED, permission=by_dispatcher)
    def restore(self) -> None: ...

    @transition("stage", S.RESTORED, S.REVIEWED, permission=by_role(Role.SUPERVISOR))
    def review(self) -> None: ...

    @transition(
        "stage", [S.DRAFT, S.LIVE, S.OUTAGE_REQUEST, S.APPROVED, S.NOTIFIED], S.CANCELLED, permission=by_proposer
    )
    def cancel(self) -> None: ...
