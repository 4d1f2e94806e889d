"""Whoever is on leave is not the one to be warned: the cover of an account manager, the deputy of the chief."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from customers.actions import chief_acting_for
from customers.models import Leave
from deadlines.deputies import register


def acting_for(person: User, at: datetime) -> User:
    leave = Leave.objects.under_way().select_related("cover__user").filter(manager__user=person).first()
    return leave.cover.user if leave else chief_acting_for(person, at=at)


register(acting_for)
