"""The machine of a demand: it is answered, accepted, or carried one rung up. It never holds up a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_system, either
from customers.demands.choices import OPEN, UNANSWERED, DemandStage, Rung, Source
from deadlines.machine import condition

if TYPE_CHECKING:
    from customers.demands.models import Demand

S = DemandStage


def by_customer(demand: Demand, user: Any) -> bool:
    return user is not None and demand.user_id == user.pk


def by_owner(demand: Demand, user: Any) -> bool:
    """Whoever owns it now, or the chief."""
    return user is not None and (demand.owner_id == user.pk or user.has_role(Role.CHIEF))


def by_95598(demand: Demand, user: Any) -> bool:
    """95598 itself answers what was carried up to it."""
    return user is None and demand.rung == Rung.HOTLINE


def by_caller(demand: Demand, user: Any) -> bool:
    """Whoever called 95598 takes it back there."""
    return user is None and demand.source == Source.HOTLINE


@condition(_("It goes up one rung at a time: account manager, chief service officer, 95598, 12398."))
def is_with_manager(demand: Demand) -> bool:
    return demand.rung == Rung.MANAGER


@condition(_("It goes up one rung at a time: account manager, chief service officer, 95598, 12398."))
def is_with_chief(demand: Demand) -> bool:
    return demand.rung == Rung.CHIEF


@condition(_("It goes up one rung at a time: account manager, chief service officer, 95598, 12398."))
def is_with_95598(demand: Demand) -> bool:
    return demand.rung == Rung.HOTLINE


class DemandMachine(models.Model):
    """Every verb that moves a demand."""

    stage = FSMField(default=S.OPENED, choices=S.choices, protected=True)

    class Meta:
        abstract = True

    @transition("stage", S.OPENED, S.CONTACTED, permission=by_owner)
    def contact(self) -> None: ...

    @transition("stage", sorted(UNANSWERED), S.ANSWERED, permission=either(by_owner, by_95598))
    def answer(self) -> None: ...

    @transition("stage", S.ANSWERED, S.SETTLED, permission=by_customer)
    def accept_answer(self) -> None: ...

    @transition("stage", S.ANSWERED, S.SETTLED, permission=by_system)
    def settle_quietly(self) -> None: ...

    @transition(
        "stage", [S.OPENED, S.CONTACTED, S.ANSWERED], S.WITH_CHIEF, conditions=[is_with_manager], permission=by_customer
    )
    def escalate_to_chief(self) -> None: ...

    @transition("stage", [S.WITH_CHIEF, S.ANSWERED], S.WITH_95598, conditions=[is_with_chief], permission=by_customer)
    def escalate_to_95598(self) -> None: ...

    @transition("stage", [S.WITH_95598, S.ANSWERED], S.WITH_12398, conditions=[is_with_95598], permission=by_customer)
    def escalate_to_12398(self) -> None: ...

    @transition("stage", sorted(OPEN), S.WITHDRAWN, permission=either(by_customer, by_caller))
    def withdraw(self) -> None: ...
