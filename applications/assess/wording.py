"""The answers of a decision in words, each with the reasons that belong to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.rules import Decision, Reason
from applications.rules.tables import Tables

# Says again what stands beside it in larger letters.
UNSAID = {"ground-found"}
THEMES = ("steps", "investment", "permits", "plan", "works")
JOINED = {"grounds": "investment", "not_grounds": "investment", "length_note": "permits"}
VALUES: dict[str, dict[str, Any]] = {
    "investment": {
        "ZERO": _("You pay nothing"),
        "INVEST_REVIEW": _("We check whether it is free for you"),
        "BY_AGREEMENT": _("By written agreement"),
    },
    "permits": {
        "NONE": _("None needed"),
        "FILING": _("No permits, just a signed undertaking"),
        "PARALLEL": _("We get them for you, all at once"),
    },
    "plan": {"NONE": _("Not needed"), "ON_SITE": _("Given at the survey"), "ORDINARY": _("Given after the survey")},
}
WORKS = {"IN_STEP": _("In step with yours"), "LV": _("Within the whole promise")}
LABELS = {
    "steps": _("Steps for you"),
    "investment": _("The line outside your boundary"),
    "permits": _("Permits for the line"),
    "plan": _("Supply plan"),
    "works": _("Our works"),
}


def theme_of(tables: Tables) -> dict[str, str]:
    """Which question each sentence answers."""
    return {row.say: JOINED.get(name, name) for name, rows in tables._asdict().items() for row in rows if row.say}


def facts(decision: Decision, tables: Tables) -> list[dict[str, Any]]:
    """The answers in the order people ask, each with why."""
    themes, steps = theme_of(tables), decision.customer_steps
    values = {
        "steps": ngettext("%(count)s step", "%(count)s steps", steps) % {"count": steps},
        "investment": VALUES["investment"][decision.investment],
        "permits": VALUES["permits"][decision.permits],
        "plan": VALUES["plan"][decision.plan_mode],
        "works": _works(decision),
    }
    return [
        {
            "label": LABELS[name],
            "value": values[name],
            "reasons": [r for r in decision.reasons if themes[r.key] == name and r.key not in UNSAID],
        }
        for name in THEMES
    ]


def _works(decision: Decision) -> Any:
    days = decision.works_limit_workdays
    if days is not None:
        return ngettext("%(count)s workday", "%(count)s workdays", days) % {"count": days}
    return WORKS.get(decision.works, _("Agreed first"))


def other_reasons(decision: Decision, tables: Tables) -> list[Reason]:
    """What holds besides the five answers."""
    themes = theme_of(tables)
    return [reason for reason in decision.reasons if themes[reason.key] not in THEMES]
