"""Which cases: who sees them, which are open, and the lock of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Role
from applications.agency.choices import Act
from applications.agency.models import Mandate
from applications.stages import BEFORE_ENERGISING, OPEN, Stage

if TYPE_CHECKING:
    from applications.models import Application

READERS = (
    Role.INTAKE, Role.CHIEF, Role.MANAGER, Role.PLANNER, Role.REVIEWER, Role.WORKS, Role.INSPECTOR, Role.METER,
    Role.DISPATCH, Role.CONTRACT, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR,
)  # fmt: skip


class ApplicationQuerySet(models.QuerySet["Application"]):
    def awaiting_power(self) -> ApplicationQuerySet:
        """Submitted, and not live yet: another one for the same place would be a double."""
        return self.filter(stage__in=BEFORE_ENERGISING - {Stage.LEAD, Stage.DRAFT})

    def open(self) -> ApplicationQuerySet:
        return self.filter(stage__in=OPEN)

    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """Customers see their own and what they are entrusted with, officers of the one room all; government sees
        cases only at its own desk. A draft is its customer's alone; the chief, who may end it, sees that it is there.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self._of_the_county(user)
        return self.filter(self._of(user))

    def _of_the_county(self, officer: Any) -> ApplicationQuerySet:
        if officer.has_role(Role.CHIEF):
            return self.all()
        return self.exclude(stage=Stage.DRAFT) if officer.roles & set(READERS) else self.none()

    @staticmethod
    def _of(user: Any) -> Q:
        """One's own, and what somebody entrusted this person with; what is only typed yet needs more than a look."""
        found = Q(applicant=user)
        for owner, case, acts in Mandate.objects.standing().held_by(user).values_list("owner", "case", "acts"):
            part = Q(applicant=owner, pk=case) if case else Q(applicant=owner)
            found |= part if Act.APPLY in acts else part & ~Q(stage__in=(Stage.LEAD, Stage.DRAFT))
        return found

    def officers(self) -> Any:
        """Everybody who may see cases and is here to be reached."""
        return User.objects.holding(*READERS)

    def under_lock(self) -> ApplicationQuerySet:
        """Under the lock of the timeline, which is the lock of the whole case."""
        return self.select_related("timeline").select_for_update(of=("timeline", "self"))

    def locked(self, pk: int) -> Application:
        """The application under that lock."""
        return self.under_lock().get(pk=pk)
