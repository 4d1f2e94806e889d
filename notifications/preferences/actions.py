"""Keep what a person wants to be rung for."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from notifications.choices import SWITCHABLE, Channel, Purpose
from notifications.models import CallWish, Muted


@transaction.atomic
def choose(user: User, *, wanted: Collection[str], channel: Channel = Channel.SMS) -> None:
    """This way for these topics, and for no other that this person may switch off."""
    User.objects.hold(user.pk)
    for purpose in topics_of(user):
        if purpose in wanted:
            Muted.objects.filter(user=user, purpose=purpose, channel=channel).delete()
        else:
            Muted.objects.get_or_create(user=user, purpose=purpose, channel=channel)


@transaction.atomic
def wish_calls(user: User, wanted: bool) -> None:
    """Be called as well, or no longer."""
    if wanted:
        CallWish.objects.get_or_create(user=user)
    else:
        CallWish.objects.filter(user=user).delete()


def wishes_calls(user: User) -> bool:
    return CallWish.objects.filter(user=user).exists()


def topics_of(user: User) -> list[Purpose]:
    """What this person may do without; work to do is written to our officers alone."""
    return [purpose for purpose in SWITCHABLE if user.is_staff or purpose != Purpose.WORK]


def wants(user: User, purpose: str, channel: str) -> bool:
    """Whether this person may be reached this way about this. Safety and what was asked for cannot be switched off."""
    is_switchable = purpose in SWITCHABLE and channel != Channel.INBOX
    return not (is_switchable and Muted.objects.filter(user=user, purpose=purpose, channel=channel).exists())


def wanted_by(user: User, channel: Channel = Channel.SMS) -> list[Purpose]:
    off = set(Muted.objects.filter(user=user, channel=channel).values_list("purpose", flat=True))
    return [purpose for purpose in SWITCHABLE if purpose not in off]
