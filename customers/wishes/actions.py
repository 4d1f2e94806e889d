"""A wish is given with a yes of its own, taken back with one press, and answered by a person once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import give_consent, withdraw_consent
from accounts.choices import Purpose
from accounts.models import User
from accounts.notices import NOTICES
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from customers.wishes.models import ServiceWish

ANSWERERS = frozenset({Role.MANAGER, Role.CHIEF})
SAY_WHAT = _("Write in a few words what was said.")


@transaction.atomic
def ask(user: User, *, topics: Sequence[str], words: str, agrees: bool, at: datetime) -> ServiceWish:
    """The wish of the day; an open one is replaced by it."""
    if not agrees:
        raise Invalid({"agrees": [_("Without your yes we may not call you about this. Nothing else depends on it.")]})
    consent = give_consent(user, Purpose.SERVICES, text_version=NOTICES[Purpose.SERVICES].version, at=at)
    ServiceWish.objects.filter(user=user, contacted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    return ServiceWish.objects.create(
        user=user, topics=sorted(topics), words=words.strip(), consent=consent, asked_at=at
    )


@transaction.atomic
def take_back(user: User, *, at: datetime) -> int:
    """Nobody calls any more; returns how many wishes were open."""
    withdraw_consent(user, Purpose.SERVICES, at=at)
    return ServiceWish.objects.filter(user=user, contacted_at=None, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def note_contact(wish_id: int, *, outcome: str, by: User, at: datetime) -> ServiceWish:
    """We have called. What was said stays as it was written."""
    if not by.roles & ANSWERERS:
        raise NotAllowed
    wish = ServiceWish.objects.select_for_update(of=("self",)).filter(pk=wish_id).first()
    if wish is None:
        raise Hidden
    if not ServiceWish.objects.standing().filter(pk=wish.pk).exists():
        raise Unmet(_("This wish was taken back or answered meanwhile. Do not call."))
    if not outcome.strip():
        raise Invalid({"outcome": [SAY_WHAT]})
    wish.contacted_at, wish.contacted_by, wish.outcome = at, by, outcome.strip()
    wish.save(update_fields=["contacted_at", "contacted_by", "outcome"])
    return wish
