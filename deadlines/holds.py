"""A mass of breaches at once is more likely a wrong clock or calendar than a bad day: people are told after a look.

So is anything at all that breaks after a long silence: whether the machine stood still or its clock is wrong, rows
cannot tell.
The breaches are rows whatever happens here. Who releases them, when and why, stays too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from deadlines.choices import AlertLevel
from deadlines.models import Alert, Clock, Heartbeat, Hold
from deadlines.wallclock import Reading
from notifications import actions as notifications

FEWEST_HELD = 50
TIMES_THE_MEAN = 5
LOOK_BACK_DAYS = 30
RELEASERS = frozenset({Role.SUPERVISOR})
ANSWERERS = frozenset({Role.SUPERVISOR, Role.CHIEF})
SAY_WHY = _("Say in a few words why. It is kept with your name.")


def hold_back(*, at: datetime) -> int:
    """Keep back what was raised at `at` if it is part of far more than usual; returns how many alerts were.

    Called inside the transaction that raised them, so that no driver tells anybody in between. What other drivers are
    raising now counts as well, so the order matters: what they have not committed is still to come, and when they have,
    their hold is there.
    """
    fresh = Alert.objects.untold().filter(at=at, look_at=at, hold=None)
    breaches = fresh.filter(level=AlertLevel.BREACH).count() + Clock.objects.about_to_break(at=at).count()
    is_mass = breaches > max(FEWEST_HELD, TIMES_THE_MEAN * daily_mean(before=at))
    if is_mass or (breaches and Heartbeat.objects.were_silent(at=at)):
        return fresh.update(hold=_begun(breaches, at=at), look_at=None)
    hold = Hold.objects.open().first()
    return fresh.reached_by(hold.gathered_at()).update(hold=hold, look_at=None) if hold else 0


def _begun(breaches: int, *, at: datetime) -> Hold:
    """The open hold, or a new one, which the supervisors hear of."""
    hold, is_new = Hold.objects.get_or_create(released_at=None, defaults={"at": at})
    for person in User.objects.holding(Role.SUPERVISOR) if is_new else ():
        notifications.queue(
            "alerts-held", to=person, about="", url="/operations/", at=at, context={"count": breaches},
            dedup=f"alerts-held:{hold.pk}:{person.pk}",
        )  # fmt: skip
    return hold


def daily_mean(*, before: datetime) -> float:
    """Breaches a day over the last thirty days. What was held back says nothing of a usual day, released or not."""
    since = before - timedelta(days=LOOK_BACK_DAYS)
    usual = Alert.objects.filter(level=AlertLevel.BREACH, hold=None, at__gte=since, at__lt=before)
    return usual.count() / LOOK_BACK_DAYS


@transaction.atomic
def release(hold_id: int, *, by: User, at: datetime, reason: str) -> Hold:
    """Let people be told. A supervisor has looked: the clock and the calendar are right."""
    if not by.roles & RELEASERS:
        raise NotAllowed
    hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise Hidden
    if hold.released_at is not None:
        raise Unmet(_("These messages have been released already."))
    if not reason.strip():
        raise Invalid({"reason": [SAY_WHY]})
    hold.released_at, hold.released_by, hold.reason = at, by, reason.strip()
    hold.save(update_fields=["released_at", "released_by", "reason"])
    hold.alerts.filter(announced_at=None).update(look_at=at)
    return hold


@transaction.atomic
def acknowledge(alert_id: int, *, by: User, at: datetime, plan: str) -> Alert:
    """Say that one sees to a broken promise, and how: once for all that was said of it so far. The breach stays."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("clock").filter(pk=alert_id).first()
    if alert is None:
        raise Hidden
    if not (by.roles & ANSWERERS or alert.clock.responsible_id == by.pk):
        raise NotAllowed
    if alert.acknowledged_at is not None:
        raise Unmet(_("Somebody sees to this already."))
    if not plan.strip():
        raise Invalid({"plan": [_("Say what you do about it. It is kept with your name.")]})
    alert.acknowledged_at, alert.acknowledged_by, alert.plan = at, by, plan.strip()
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "plan"])
    Alert.objects.unanswered().filter(clock=alert.clock).update(
        acknowledged_at=at, acknowledged_by=by, plan=alert.plan
    )  # fmt: skip
    return alert


@transaction.atomic
def try_again(alert_id: int, *, by: User, at: datetime) -> Alert:
    """An alert that could not be told several times is told once more."""
    if not by.roles & RELEASERS:
        raise NotAllowed
    alert = Alert.objects.parked().select_for_update(of=("self",)).filter(pk=alert_id).first()
    if alert is None:
        raise Hidden(_("Somebody has seen to this meanwhile."))
    alert.attempts, alert.look_at = 0, at
    alert.save(update_fields=["attempts", "look_at"])
    return alert


@transaction.atomic
def trust_clock(*, by: User, reading: Reading) -> None:
    """The machine's clock was looked at and is right: from here it goes on."""
    if not by.roles & RELEASERS:
        raise NotAllowed
    Heartbeat.objects.trust(reading)


@transaction.atomic
def retire_driver(name: str, *, by: User) -> None:
    """A driver that was taken out of use is missed no longer; if it comes back, it is watched again."""
    if not by.roles & RELEASERS:
        raise NotAllowed
    if not Heartbeat.objects.filter(name=name, name__startswith="sweep-").delete()[0]:
        raise Hidden
