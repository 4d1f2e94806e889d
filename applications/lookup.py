"""The public look-up: where a case stands, for who knows its number and the end of the phone. Nothing personal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from accounts.refusals import TooMany
from applications.gathering import fill
from applications.headlines import headline
from applications.models import Application
from applications.progress import steps
from applications.tracking import promise_of
from deadlines.actions import current_calendar

FAILURES, WINDOW_SECONDS = 10, 3600
OFTEN = _("This was tried too often with wrong digits. Try again in an hour, or sign in with your phone.")


def look_up(given: Mapping[str, str], *, ip: str, at: datetime) -> dict[str, Any]:
    """The same answer for a wrong number and for wrong digits. After ten wrong tries an hour passes, also for right
    ones: four digits would soon be guessed. Raises TooMany."""
    number, digits = given.get("number", "").strip().upper(), given.get("digits", "").strip()
    asked = bool(number and digits)
    found = None
    if asked:
        keys = [f"lookup:{blind_index(one)}" for one in (number, f"from {ip}")]
        _refuse_when_often(keys)
        found = _found(number, digits)
        if found is None:
            _count(keys)
    told = {"number": number, "digits": digits, "is_unknown": asked and found is None, "application": None}
    return {**told, "is_half": bool(number) != bool(digits)} if found is None else {**told, **_shown(found, at=at)}


def _shown(found: Application, *, at: datetime) -> dict[str, Any]:
    case = fill(found)
    clocks = list(case.timeline.clocks.all())
    promise = promise_of(clocks, current_calendar(), at=at)
    return {"application": case, "said": headline(case), "steps": steps(case, clocks), "promise": promise}


def _refuse_when_often(keys: list[str]) -> None:
    if any(failed >= FAILURES for failed in cache.get_many(keys).values()):
        raise TooMany(OFTEN)


def _count(keys: list[str]) -> None:
    for key in keys:
        cache.add(key, 0, WINDOW_SECONDS)
        cache.incr(key)


def _found(number: str, digits: str) -> Application | None:
    if len(digits) != 4 or not digits.isascii():
        return None
    row = Application.objects.exclude(applicant=None).select_related("applicant", "timeline", "round")
    case = row.filter(number=number).first()
    phone = case.applicant.phone if case is not None and case.applicant else ""
    return case if phone and phone[-4:] == digits else None
