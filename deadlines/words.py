"""Reasons of single days in words: holidays, weekends, pauses."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deadlines.choices import PauseReason

WORDS = {
    "WORKDAY": gettext_noop("Workday"),
    "WEEKEND": gettext_noop("Weekend"),
}
# Names of the holidays, as the calendar stores them.
HOLIDAYS = (
    gettext_noop("New Year's Day"), gettext_noop("Spring Festival"), gettext_noop("Tomb-sweeping Day"),
    gettext_noop("Labour Day"), gettext_noop("Dragon Boat Festival"), gettext_noop("Mid-autumn Festival"),
    gettext_noop("National Day"), gettext_noop("Anti-Fascist 70th Day"),
)  # fmt: skip
# What a day is to the holiday in its reason: the first word of the reason.
KINDS = {
    "for": gettext_noop("Working weekend for %(holiday)s"),
    "expected": gettext_noop("%(holiday)s, a public holiday by law; the official calendar is not out yet"),
    "lieu": gettext_noop("Day off to make up for %(holiday)s, expected; the official calendar is not out yet"),
}


def day_reason(reason: str) -> str:
    """`reason` of a `rules.Day` as a person reads it; a name nobody translated stays as it was loaded."""
    if reason in PauseReason.values:
        return _("Paused: %(reason)s") % {"reason": PauseReason(reason).label}
    kind, _space, holiday = reason.partition(" ")
    if kind in KINDS and holiday:
        return _(KINDS[kind]) % {"holiday": _(holiday)}
    return _(WORDS.get(reason, reason)) if reason else ""
