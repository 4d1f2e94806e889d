"""Writes of the further doors: link an identity to the person who proved a phone number, use it, unlink it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.doors.choices import Door
from accounts.doors.models import OutsideIdentity
from accounts.models import User
from accounts.refusals import NotAllowed
from accounts.signals import door_changed

TAKEN = _("This identity opens another account here already. Sign in with it, and unlink it there first.")


def index_of(door: str, subject: str) -> str:
    """A keyed fingerprint. Subjects are taken to the letter: another case is another person."""
    told = f"door:{door}\n{subject}".encode()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), told, hashlib.sha256).hexdigest()


def enter_by(door: str, subject: str, *, at: datetime) -> User | None:
    """The person behind this identity, or None when nobody has linked it yet."""
    standing = OutsideIdentity.objects.standing().filter(door=door, subject_index=index_of(door, subject))
    found = standing.select_related("user").first()
    if found is None:
        return None
    if not found.user.is_active:
        raise NotAllowed(_("This account is closed. Call 95598 if you want to open it again."))
    standing.update(used_at=at)
    return found.user


def link(user: User, door: str, subject: str, *, at: datetime) -> OutsideIdentity:
    """From now on this identity opens this account. Called after a code to the phone, and only then."""
    if user.is_staff:
        raise NotAllowed(_("Staff sign in with password and authenticator."))
    try:
        return _link(user, Door(door), subject, at=at)
    except IntegrityError:
        raise NotAllowed(TAKEN) from None


@transaction.atomic
def _link(user: User, door: Door, subject: str, *, at: datetime) -> OutsideIdentity:
    User.objects.hold(user.pk)
    index = index_of(door, subject)
    had = OutsideIdentity.objects.standing().filter(user=user, door=door).first()
    if had is not None and had.subject_index == index:
        return had
    if had is not None:
        unlink(user, door, at=at)
    linked = OutsideIdentity.objects.create(user=user, door=door, subject=subject, subject_index=index, linked_at=at)
    door_changed.send(OutsideIdentity, identity=linked, is_linked=True, at=at)
    return linked


@transaction.atomic
def unlink(user: User, door: str, *, at: datetime) -> bool:
    """One act, no question asked; number and code open the account as ever. Twice is once."""
    standing = OutsideIdentity.objects.standing().filter(user=user, door=door)
    found = standing.select_for_update().first()
    if found is None:
        return False
    found.unlinked_at = at
    found.save(update_fields=["unlinked_at"])
    door_changed.send(OutsideIdentity, identity=found, is_linked=False, at=at)
    return True
