"""Whose turn it is, at which desks a case stands, and why the company's clocks rest meanwhile. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from accounts.roles import Role
from applications.stages import CLOSED, OWNERS, Stage
from applications.works.choices import WITH_INSPECTOR, CustomerStage, GridStage
from deadlines.choices import Party, PauseReason

if TYPE_CHECKING:
    from applications.models import Application

P = PauseReason
# While the customer or an authority acts, the company's clocks rest for one of these reasons.
RESTS: dict[Stage, PauseReason] = {
    Stage.CORRECTION: P.AWAIT_CUSTOMER_CORRECTION,
    Stage.PLAN_REPLIED: P.AWAIT_CUSTOMER_CONFIRM,
    Stage.PLAN_EXPIRED: P.AWAIT_CUSTOMER_CONFIRM,
}
AUTOMATIC = frozenset({*RESTS.values(), P.AWAIT_CUSTOMER_WORKS, P.AWAIT_GOV_PERMIT})


class Turn(NamedTuple):
    party: Party
    desks: tuple[Role, ...]
    rest: PauseReason | None = None


def whose_turn(application: Application) -> Turn:
    """The turn, the desks and the reason to rest; what needs a person's eye beside puts it on intake's desk too."""
    turn = _by_stage(application)
    if application.pk is None or application.stage in CLOSED or Role.INTAKE in turn.desks:
        return turn
    return turn._replace(desks=(*turn.desks, Role.INTAKE)) if _needs_an_eye(application) else turn


def _needs_an_eye(application: Application) -> bool:
    """A paper that does not speak for itself, or more power on an account that nobody has named."""
    return application.awaits_account or application.has_unsettled_papers


def _by_stage(application: Application) -> Turn:
    """From the stage and from the rows of the works beside it."""
    stage = Stage(application.stage)
    if stage == Stage.WORKS:
        return _during_works(application)
    if stage == Stage.READY and application.contract is not None:
        return Turn(Party.CUSTOMER, (Role.CONTRACT,), P.AWAIT_CUSTOMER_CONFIRM)
    if stage == Stage.ENERGISE_FAILED:
        return _after_failure(application)
    if stage not in OWNERS:
        return Turn(Party.COMPANY, ())
    owner = OWNERS[stage]
    if stage == Stage.SURVEYED:
        desk = Role.PLANNER if application.plan_mode == "ORDINARY" else Role.MANAGER
        desks = (desk, Role.CHIEF) if application.is_company_invested is None else (desk,)
        return Turn(Party.COMPANY, desks)
    return Turn(owner.turn, owner.desks, RESTS.get(stage))


def _during_works(application: Application) -> Turn:
    desks: list[Role] = []
    grid, customer = application.grid_works, application.customer_works
    permits_open = not application.permits_are_done
    if grid is not None and not grid.is_over:
        if grid.stage == GridStage.DONE:
            desks.append(Role.INSPECTOR)
        elif not permits_open:
            desks.append(Role.WORKS)
    if customer is not None and customer.stage in WITH_INSPECTOR:
        desks.append(Role.INSPECTOR)
    unsigned = permits_open and application.permits == "FILING"
    if permits_open and not unsigned and application.round.is_ours_to_act():
        desks.append(Role.INTAKE)
    if desks:
        return Turn(Party.COMPANY, tuple(dict.fromkeys(desks)))
    if unsigned:
        return Turn(Party.CUSTOMER, (Role.MANAGER,), P.AWAIT_CUSTOMER_CONFIRM)
    if permits_open:
        return Turn(Party.GOVERNMENT, (Role.INTAKE,), P.AWAIT_GOV_PERMIT)
    return Turn(Party.CUSTOMER, (Role.MANAGER,), P.AWAIT_CUSTOMER_WORKS)


def _after_failure(application: Application) -> Turn:
    works = application.customer_works
    if works is not None and works.stage == CustomerStage.REPORTED_COMPLETE:
        return Turn(Party.COMPANY, (Role.INSPECTOR,))
    if works is not None and not works.is_over:
        return Turn(Party.CUSTOMER, (Role.METER,), P.AWAIT_CUSTOMER_WORKS)
    return Turn(Party.COMPANY, (Role.METER,))
