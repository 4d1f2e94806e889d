"""The machine of a fault: every verb, from where to where, who may, and what must hold. Work: `planned.machines`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system, either
from deadlines.machine import condition
from outages.choices import DARK, FAULT_BEFORE_CREW, OutageStage

if TYPE_CHECKING:
    from outages.models import Outage

S = OutageStage
by_dispatch = by_role(Role.DISPATCH)
by_portal_or_dispatch = either(by_system, by_dispatch)
WITH_CREW = (S.ARRIVED, S.FAULT_FOUND, S.PARTLY_RESTORED)
ON_THE_ROAD = (S.DISPATCHED, *WITH_CREW)


def by_crew(outage: Outage, user: Any) -> bool:
    """The crew it was given to, one that works on a part of a major event, or the dispatcher on the telephone."""
    return user is not None and (outage.crew_id == user.pk or by_dispatch(outage, user) or _has_part(outage, user))


def is_like_others(outage: Outage, user: Any) -> bool:
    """A major event takes up others and is no part of one itself."""
    return not outage.is_major and by_portal_or_dispatch(outage, user)


def _has_part(outage: Outage, user: Any) -> bool:
    """Its fault was taken up into this major event while it was out."""
    return outage.is_major and any(one.stage == S.UPGRADED and one.crew_id == user.pk for one in outage.merged.all())


@condition(_("Choose a crew first."))
def has_crew(outage: Outage) -> bool:
    return outage.crew_id is not None


@condition(_("Say what was found."))
def has_finding(outage: Outage) -> bool:
    return bool(outage.finding)


@condition(_("Part of the network is still without power. Restore every part first."))
def everything_is_back(outage: Outage) -> bool:
    return not outage.parts.dark().exists()


@condition(_("Nothing has been restored yet."))
def something_is_back(outage: Outage) -> bool:
    return outage.parts.exclude(back_at=None).exists()


@condition(_("Somebody still has no power, or the meters have not answered yet."))
def nobody_is_out(outage: Outage) -> bool:
    return outage.is_answered and not outage.still_out().exists()


@condition(_("Choose the outage it belongs to."))
def belongs_to_another(outage: Outage) -> bool:
    return outage.merged_into_id is not None


@condition(_("Choose a major event of the same main transformer."))
def belongs_to_major(outage: Outage) -> bool:
    return outage.merged_into is not None and outage.merged_into.is_major


class OutageMachine(models.Model):
    stage = FSMField(max_length=20, choices=OutageStage.choices, protected=True)

    class Meta:
        abstract = True

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
        "stage", [*ON_THE_ROAD, *FAULT_BEFORE_CREW], S.RESTORED, conditions=[everything_is_back],
        permission=either(by_system, by_crew),
    )  # fmt: skip
    def restore(self) -> None: ...

    @transition("stage", [S.RESTORED, S.VERIFIED], S.PARTLY_RESTORED, permission=either(by_system, by_crew))
    def reopen(self) -> None: ...

    @transition("stage", S.RESTORED, S.VERIFIED, conditions=[nobody_is_out], permission=by_portal_or_dispatch)
    def verify(self) -> None: ...

    @transition("stage", S.VERIFIED, S.REVIEWED, permission=by_role(Role.DISPATCH, Role.SUPERVISOR))
    def review(self) -> None: ...

    @transition("stage", S.REVIEWED, S.CLOSED, permission=by_role(Role.DISPATCH, Role.SUPERVISOR))
    def close(self) -> None: ...

    @transition("stage", [*FAULT_BEFORE_CREW, S.DISPATCHED, S.ARRIVED], S.FALSE_ALARM, permission=by_portal_or_dispatch)
    def call_off(self) -> None: ...

    @transition(
        "stage", [*FAULT_BEFORE_CREW, S.DISPATCHED, S.ARRIVED], S.MERGED, conditions=[belongs_to_another],
        permission=is_like_others,
    )  # fmt: skip
    def merge(self) -> None: ...

    @transition(
        "stage", list(DARK), S.UPGRADED, conditions=[belongs_to_major],
        permission=either(by_system, by_role(Role.DISPATCH, Role.SUPERVISOR)),
    )  # fmt: skip
    def upgrade(self) -> None: ...

    @transition("stage", [*FAULT_BEFORE_CREW, S.DISPATCHED, S.ARRIVED], S.USER_SIDE, permission=by_crew)
    def leave_to_customer(self) -> None: ...
