"""Which doors there are, and the module of each that knows the way out and back. Settings name them."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from accounts.doors.choices import Door


class Way(Protocol):
    def begin(self, back_url: str, *, state: str, nonce: str, verifier: str, at: datetime) -> str:
        """Where to send the browser; empty when nobody can be sent there now."""

    def who(self, code: str, back_url: str, *, nonce: str, verifier: str, at: datetime) -> tuple[str, str]:
        """(subject, "") or ("", "refused" or "down")."""


def ways() -> list[Door]:
    return [door for door in Door if is_set_up(door)]


def is_set_up(door: str) -> bool:
    """A county that has no such platform shows no such door."""
    system = settings.DOORS.get(door, "").split(".")
    return len(system) > 1 and bool(settings.CONNECTORS.get(system[1], {}).get("base_url"))


def way(door: str) -> Way:
    return cast(Way, import_module(settings.DOORS[door]))
