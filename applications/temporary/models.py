"""A supply for a limited time: it runs to a day, is extended, converted or ended; nobody is cut off without notice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.stages import CLOSED
from applications.temporary.choices import TemporaryStage
from deadlines.machine import condition

S = TemporaryStage


STILL_ON = [S.RUNNING, S.EXPIRED, S.NOTICED, S.ANNOUNCED]


@condition(_("The customer has applied for a lasting connection. While that is on its way nothing is cut off."))
def is_not_being_converted(supply: TemporarySupply) -> bool:
    return not supply.is_being_converted


class TemporarySupply(models.Model):
    """Beside the application whose power it is; the timeline of the case is its lock and its history."""

    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="temporary_row"
    )
    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="+")
    stage = FSMField(max_length=14, choices=S.choices, default=S.RUNNING, protected=True)
    is_metered = models.BooleanField(default=True)
    from_on = models.DateField()
    until_on = models.DateField()
    # The longest that the rule set of the first day allows.
    latest_on = models.DateField()
    disconnect_on = models.DateField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    lasting = models.ForeignKey(
        "applications.Application", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        app_label = "applications"
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=S.values), name="a_temporary_supply_is_at_a_known_stage"),
            models.CheckConstraint(
                condition=Q(until_on__lte=F("latest_on")), name="a_temporary_supply_stays_within_its_longest_term"
            ),
        ]
        indexes = [models.Index(fields=["until_on"], name="temporary_by_end", condition=Q(stage="RUNNING"))]

    def __str__(self) -> str:
        return f"temporary supply of {self.application_id}"

    @property
    def is_being_converted(self) -> bool:
        """Whether a lasting connection is applied for: nobody cuts this supply meanwhile."""
        return self.stage in STILL_ON and self.lasting is not None and self.lasting.stage not in CLOSED

    def acting(self, by: Any) -> dict[str, Any]:
        return self.application.acting(by)

    @transition("stage", STILL_ON, S.RUNNING, permission=for_customer(Act.APPLY))
    def extend_supply(self) -> None: ...

    @transition("stage", STILL_ON, None, permission=for_customer(Act.APPLY))
    def convert_supply(self) -> None: ...

    @transition("stage", STILL_ON, S.ENDED, permission=for_customer(Act.END))
    def end_supply(self) -> None: ...

    @transition("stage", S.RUNNING, S.EXPIRED, permission=by_system)
    def expire_supply(self) -> None: ...

    @transition(
        "stage", S.EXPIRED, S.NOTICED, conditions=[is_not_being_converted],
        permission=by_role(Role.CONTRACT, Role.CHIEF),
    )  # fmt: skip
    def give_notice(self) -> None: ...

    @transition(
        "stage", S.NOTICED, S.ANNOUNCED, conditions=[is_not_being_converted], permission=by_role(Role.DISPATCH)
    )  # fmt: skip
    def announce_cut(self) -> None: ...

    @transition(
        "stage", S.ANNOUNCED, S.DISCONNECTED, conditions=[is_not_being_converted], permission=by_role(Role.DISPATCH)
    )  # fmt: skip
    def disconnect(self) -> None: ...
