"""What the rooms below report, and what a case makes of it. Runs in the reporter's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from applications.actions import announce_new_promise
from applications.models import Application
from applications.serving.actions import follow_leave, remind_of_survey
from applications.supply import follow_supply
from applications.works.actions import take_alarm, take_permits, take_refusal, take_turn
from approvals.signals import filing_missing, permit_refused, permit_turned, round_closed
from customers.signals import appointment_near, manager_changed
from deadlines.signals import clock_moved
from gridhealth.signals import supply_changed


@receiver(round_closed)
def works_may_start(sender: Any, round: Any, at: datetime, **facts: Any) -> None:
    take_permits(round.timeline_id, at=at)


@receiver(permit_refused)
def permit_was_refused(sender: Any, permit: Any, at: datetime, **facts: Any) -> None:
    if Application.objects.filter(timeline=permit.timeline_id).exists():
        take_refusal(permit.timeline_id, at=at)


@receiver(permit_turned)
def turn_has_changed(sender: Any, timeline_id: int, at: datetime, **facts: Any) -> None:
    if Application.objects.filter(timeline=timeline_id).exists():
        take_turn(timeline_id, at=at)


@receiver(filing_missing)
def filing_is_missing(sender: Any, timeline_id: int, alarm: Any, at: datetime, **facts: Any) -> None:
    take_alarm(timeline_id, alarm=alarm, at=at)


@receiver(clock_moved)
def promise_moved(sender: Any, timeline_id: int, at: datetime, **facts: Any) -> None:
    announce_new_promise(timeline_id, at=at, **facts)


@receiver(manager_changed)
def manager_is_another(sender: Any, timeline_id: int, at: datetime, **facts: Any) -> None:
    follow_leave(timeline_id, manager=facts["manager"], reason=facts["reason"], at=at)


@receiver(appointment_near)
def survey_is_near(sender: Any, appointment: Any, at: datetime, **facts: Any) -> None:
    remind_of_survey(appointment, at=at)


@receiver(supply_changed)
def more_can_be_given(sender: Any, reservations: Any, at: datetime, **facts: Any) -> None:
    follow_supply(reservations, at=at)
