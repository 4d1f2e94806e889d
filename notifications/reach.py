"""Which ways a message takes to its reader; `fanout` says the same of many in one statement."""

from __future__ import annotations

from accounts.models import User
from notifications.choices import CALLED, CHAIN, Channel
from notifications.preferences.actions import wants, wishes_calls
from notifications.templates import Template
from notifications.wechat.reach import reached


def channels_of(kind: Template, user: User) -> list[Channel]:
    """The inbox as the text has it, of what rings the first way that is open, and a call for whoever asked for it."""
    still = [channel for channel in kind.channels if channel not in CHAIN]
    if Channel.SMS not in kind.channels:
        return still
    if kind.purpose in CALLED and user.phone and wishes_calls(user):
        still.append(Channel.CALL)
    if reached(kind.purpose).filter(user=user).exists() and wants(user, kind.purpose, Channel.WECHAT):
        return [*still, Channel.WECHAT]
    return [*still, Channel.SMS] if user.phone and wants(user, kind.purpose, Channel.SMS) else still
