"""The process page: every class decided by the rule set in force on the day of the render."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import override

from applications.assess.journey import Journey
from applications.assess.wording import facts, other_reasons
from applications.rulebook.reading import rule_sets, rules_in_force
from applications.rules import RuleSet, decide
from applications.rules.editions import EDITIONS
from deadlines.actions import current_calendar
from portal.disclosure.frame import pages
from portal.disclosure.process.classes import CLASSES, Class
from portal.disclosure.topics import LANGUAGES, Sheet

ADDRESS, DATA = "/public/process/", "/public/process.json"


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    rules = rules_in_force(localdate(at))
    shown = {"classes": partial(drawn, rules, at), "rules": rules, "editions": list(rule_sets())[::-1]}
    yield from pages(ADDRESS, "public/process.html", at=at, **shown)
    yield Sheet(DATA, "", document(rules, at))


def document(rules: RuleSet, at: datetime) -> bytes:
    """The same for programs, in both languages."""
    told = {}
    for name, language in LANGUAGES.items():
        with override(language):
            told[name] = [_plain(one) for one in drawn(rules, at)]
    classes = [{"class": zh["key"], "zh": zh, "en": en} for zh, en in zip(told["zh"], told["en"], strict=True)]
    whole = {"version": rules.version, "effective_from": str(rules.effective_from), "classes": classes}
    return json.dumps(whole, ensure_ascii=False).encode()


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    limits = [
        {"what": str(limit.label), "workdays": limit.workdays, "whose": limit.owner, "after": str(limit.after),
         "is_confirmed": limit.is_confirmed}
        for limit in one["promises"]
    ]  # fmt: skip
    words = {name: str(one[name]) for name in ("key", "name", "example", "count", "pays")}
    return {**words, "steps": [str(step["title"]) for step in one["steps"]], "limits": limits}


def drawn(rules: RuleSet, at: datetime) -> list[dict[str, Any]]:
    """In the language of the page: called by its template."""
    return [_class(one, rules, at) for one in CLASSES]


def _class(one: Class, rules: RuleSet, at: datetime) -> dict[str, Any]:
    decision, tables = decide(one.inputs, rules), EDITIONS[rules.tables]
    journey = Journey(decision, localdate(at), current_calendar())
    answers = facts(decision, tables)
    return {
        "key": one.key, "name": one.name, "example": one.example, "decision": decision,
        "steps": [_without_dates(step) for step in journey.steps], "promises": journey.in_order,
        "count": answers[0]["value"], "pays": answers[1]["value"], "answers": answers[1:],
        "others": other_reasons(decision, tables),
    }  # fmt: skip


def _without_dates(step: dict[str, Any]) -> dict[str, Any]:
    """A drawing for everybody has lengths of time and no days."""
    parts = [{"title": part["title"], "state": "upcoming"} for part in step["parts"]]
    return {"title": step["title"], "state": "upcoming", "parts": parts}
