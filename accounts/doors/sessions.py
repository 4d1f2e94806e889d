"""What the session knows between going out through a door and coming back, and until the phone is proved."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts import crypto
from accounts.doors import actions, rules
from accounts.doors.choices import Door
from accounts.models import User

BEGUN, ARRIVED = "door_begun", "door_arrived"
AAD = "session.door_arrived"


def begin(request: HttpRequest, door: str, *, at: datetime) -> dict[str, str]:
    """Fresh secrets for one way out; whatever was begun before is void."""
    fresh = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    request.session[BEGUN] = {**fresh, "door": door, "at": at.timestamp()}
    return fresh


def finish(request: HttpRequest, door: str, *, at: datetime) -> dict[str, Any] | None:
    """What was begun, once: None when this return is not the answer to it."""
    begun = request.session.pop(BEGUN, None)
    is_ours = rules.is_ours(begun, door=door, state=request.GET.get("state", ""), at=at)
    return begun if is_ours else None


def remember(request: HttpRequest, door: str, subject: str, *, at: datetime) -> None:
    """Somebody nobody knows yet: kept sealed until a phone number is proved."""
    sealed = crypto.encrypt(subject, aad=AAD)
    request.session[ARRIVED] = {"door": door, "subject": sealed, "at": at.timestamp()}


def waiting(request: HttpRequest, *, at: datetime) -> Door | None:
    """The door somebody has just come through, while the phone number is still owed."""
    arrived = request.session.get(ARRIVED)
    if not arrived or at.timestamp() - arrived["at"] > rules.PATIENCE.total_seconds():
        return None
    return Door(arrived["door"])


def link_waiting(request: HttpRequest, user: User, *, at: datetime) -> Door | None:
    """The number is proved: from now on that door opens this account too."""
    door = waiting(request, at=at)
    arrived = request.session.pop(ARRIVED, None)
    if door is None:
        return None
    actions.link(user, door, crypto.decrypt(arrived["subject"], aad=AAD), at=at)
    return door


def forget(request: HttpRequest) -> None:
    request.session.pop(ARRIVED, None)
