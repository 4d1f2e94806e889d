"""Propose and publish a rule set; before that, which kinds of case it would answer differently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import InvalidOperation
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Invalid
from applications.rulebook.comparing import differences
from applications.rulebook.models import PublishedRules
from applications.rulebook.reading import rule_sets, with_later
from applications.rules import RuleSet
from applications.rules.editions import EDITIONS
from applications.rules.rulesets import read, shipped
from deadlines.models import Proposal
from deadlines.proposals.actions import propose
from deadlines.proposals.models import ProposalKind

BIGGEST = 100_000


def propose_rules(text: str, *, source: str, by: User, at: datetime) -> Proposal:
    """From JSON text: `version`, `effective_from`, `basis` and what else changes. Raises Invalid with a sentence."""
    content = parsed(text)
    candidate = checked(content, today=timezone.localdate(at))
    findings = differences(rule_sets()[-1], candidate)
    return propose(
        ProposalKind.RULE_SET, title=candidate.version, source=source, content=content, findings=findings, by=by, at=at
    )


def parsed(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid(_("This is not JSON. Download the rule set in force and change that.")) from None
    if not isinstance(content, dict):
        raise _invalid(_("Give one rule set: names and values between braces."))
    return content


def checked(content: Mapping[str, Any], *, today: date) -> RuleSet:
    """The rule set that would follow all others. Raises Invalid: unknown names, impossible values, a past day."""
    if missing := {"version", "effective_from", "basis"} - set(content):
        raise _invalid(_("Missing: %(names)s.") % {"names": ", ".join(sorted(missing))})
    last = rule_sets()[-1]
    try:
        begins = date.fromisoformat(str(content["effective_from"]))
        later = [*PublishedRules.objects.values_list("content", flat=True), content]
        found = read(with_later(shipped(settings.COUNTY["code"]), later))[-1]
        EDITIONS[found.tables]
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as problem:
        raise _invalid(_("The rule set cannot be read: %(problem)s") % {"problem": str(problem)[:200]}) from None
    if begins < today or begins <= last.effective_from:
        raise _invalid(_("A rule set begins today or later, and after the one before it. Decisions are never redone."))
    if found.version in {one.version for one in rule_sets()}:
        raise _invalid(_("A rule set of this version exists. Give it a new version."))
    return found


def publish(content: Any, source: str, at: datetime) -> None:
    """From its first day on the set decides; what was decided before keeps the version that decided it."""
    found = checked(content, today=timezone.localdate(at))
    PublishedRules.objects.create(
        version=found.version, effective_from=found.effective_from, content=content, published_at=at
    )


def _invalid(sentence: str) -> Invalid:
    return Invalid({"file": [sentence]}, sentence)
