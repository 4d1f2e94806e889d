"""Whether a list of missing things may be asked for, and which reminder is due. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from applications.correction.choices import NEEDS_WORDS, Missing
from applications.rules import RuleSet

NOTHING = _("Say what is missing: tick it, or write it down. The customer gets one complete list.")
UNKNOWN = _("“%(kind)s” is not on the list of what can be missing. Use OTHER and say it in words.")
WORDS = _("Say in words what is meant by “%(kind)s”.")
FOLLOWS = _(
    "The customer has answered one list already. A second one may only ask about what the answer itself brought up: "
    "say for “%(kind)s” which answer that was."
)


class Wanted(NamedTuple):
    """One thing that is missing; `follows` is the answered item of an earlier list that brought it up."""

    kind: str
    text: str = ""
    follows: int | None = None


def wanted(given: Sequence[Any]) -> list[Wanted]:
    """Sentences and objects with `kind`, `text` and `follows`, in one spelling; what says nothing is left out."""
    return [one for one in (_one(row) for row in given) if one.kind != Missing.OTHER or one.text]


def _one(row: Any) -> Wanted:
    if isinstance(row, Wanted):
        return row
    if not isinstance(row, Mapping):
        return Wanted(Missing.OTHER.value, str(row).strip()[:500])
    follows = str(row.get("follows") or "")
    number = int(follows) if follows.isascii() and follows.isdecimal() and len(follows) < 10 else None
    return Wanted(str(row.get("kind") or Missing.OTHER.value), str(row.get("text") or "").strip()[:500], number)


def faults(items: Sequence[Wanted], answered: Collection[int]) -> list[Any]:
    """Why this list cannot go out. `answered`: the items of earlier lists, all of which have been answered."""
    if not items:
        return [NOTHING]
    return [sentence % {"kind": _label(item.kind)} for item in items for sentence in _faults_of(item, answered)]


def _faults_of(item: Wanted, answered: Collection[int]) -> list[Any]:
    if item.kind not in Missing.values:
        return [UNKNOWN]
    needs_words = item.kind in NEEDS_WORDS and not item.text
    return [WORDS] * needs_words + [FOLLOWS] * (bool(answered) and item.follows not in answered)


def _label(kind: str) -> Any:
    return Missing(kind).label if kind in Missing.values else kind[:40]


def reminder_due(due_on: date, today: date, rules: RuleSet) -> int | None:
    """After how many days the newest due reminder is; one that was missed is not sent beside the next."""
    longest = rules.days["answer"]
    passed = longest - (due_on - today).days
    return max((days for days in rules.reminders["answer"] if days <= passed <= longest), default=None)


def first_reminder_due(today: date, rules: RuleSet) -> date:
    """Lists whose last day is this one, or earlier, have a reminder due."""
    return today + timedelta(days=rules.days["answer"] - min(rules.reminders["answer"]))
