"""On whose list a project stands, and how its case stands beside the day power is wanted on. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from applications.rules.inputs import KeyProjectLevel
from applications.stages import CLOSED, SUPPLIED
from customers.projects.choices import KEY_LEVELS, Level
from deadlines.choices import Light

SOON = timedelta(days=60)
LEVELS = {
    Level.CITY: KeyProjectLevel.CITY, Level.PROVINCE: KeyProjectLevel.PROVINCE, Level.STATE: KeyProjectLevel.NATIONAL,
}  # fmt: skip


def key_level(lead: Any) -> dict[str, str]:
    """The input that the rules read, for a case that came from a lead of the city's list or a higher one."""
    if lead is None or lead.level not in KEY_LEVELS:
        return {}
    return {"key_project_level": LEVELS[Level(lead.level)].value}


def light_of(wanted_on: date | None, stage: str, *, on: date) -> Light | None:
    """Green: far enough away, or power is on. None: nobody named a day, or the case is over without power."""
    if wanted_on is None or (stage in CLOSED and stage not in SUPPLIED):
        return None
    if stage in SUPPLIED:
        return Light.GREEN
    if wanted_on < on:
        return Light.RED
    return Light.AMBER if wanted_on - on <= SOON else Light.GREEN


def wanted_light(application: Any, *, on: date) -> Light | None:
    """Of a key project; for the others the promises count alone."""
    return light_of(application.wanted_on, application.stage, on=on) if application.is_key else None
