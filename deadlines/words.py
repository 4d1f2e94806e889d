"""Reasons of single days in words: holidays, weekends, pauses."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deadlines.choices import PauseReason

WORDS = {
    "WORKDAY": gettext_noop("Workday"),
    "WEEKEND": gettext_noop("Weekend"),
}
# Names of the holidays, and of the weekends worked in exchange, as the calendar stores them.
HOLIDAYS = (
    gettext_noop("New Year's Day"), gettext_noop("New Year"), gettext_noop("Spring Festival"),
    gettext_noop("Tomb-sweeping Day"), gettext_noop("Qingming Festival"), gettext_noop("Labour Day"),
    gettext_noop("Dragon Boat Festival"), gettext_noop("Mid-autumn Festival"), gettext_noop("Mid-Autumn Festival"),
    gettext_noop("National Day"), gettext_noop("Anti-Fascist 70th Day"),
)  # fmt: skip


def day_reason(reason: str) -> str:
    """`reason` of a `rules.Day` as a person reads it; a name nobody translated stays as it was loaded."""
    if reason in PauseReason.values:
        return str(PauseReason(reason).label)
    shifted = reason.removeprefix("for ")
    if shifted != reason:
        return _("Working weekend for %(holiday)s") % {"holiday": _(shifted)}
    return _(WORDS.get(reason, reason))
