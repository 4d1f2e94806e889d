"""What the floors below tell us, and which topic it touches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gridhealth.signals import grid_changed
from outages.signals import outage_changed
from portal.disclosure import actions
from portal.disclosure.outages import messages  # noqa: F401 - it registers what subscribers are told


def listen() -> None:
    outage_changed.connect(outage, dispatch_uid="portal.disclosure.outage")
    grid_changed.connect(grid, dispatch_uid="portal.disclosure.grid")


def outage(sender: Any, *, number: str, at: datetime, **_more: Any) -> None:
    actions.note("outages", about=number, at=at)


def grid(sender: Any, *, at: datetime, **_more: Any) -> None:
    actions.note("grid", at=at)
