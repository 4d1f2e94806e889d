"""The reasons in words a customer understands. A decision stores key and numbers; the words come when it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from approvals.choices import PermitKind

Param: TypeAlias = str | list[str]

SENTENCES: dict[str, str] = {
    # Class
    "small-micro": _(
        "Low voltage, not a home, and %(total)s kW in all: up to %(small_micro_limit)s kW this counts as a small or "
        "micro connection."
    ),
    "above-small-micro": _(
        "At %(total)s kW in all the supply is above the %(small_micro_limit)s kW up to which a connection counts as "
        "small or micro."
    ),
    # Who pays
    "substitution": _(
        "More than half of the capacity (%(substitution)s of %(applied)s kVA) replaces coal, oil or gas, so we pay "
        "for everything up to your site boundary."
    ),
    "substitution-too-small": _(
        "Equipment that replaces coal, oil or gas makes up %(substitution)s of %(applied)s kVA. For us to pay on "
        "this ground it must be more than half; exactly half is not enough."
    ),
    "charging": _(
        "This is a high-voltage supply for charging vehicles, so we pay for everything up to your site boundary."
    ),
    "zone": _(
        "The site lies in a provincial or national development zone and is on the commercial price, so we pay for "
        "everything up to your site boundary."
    ),
    "free-small-micro": _(
        "We pay for all works up to your site boundary, meter included, for small and micro connections."
    ),
    "farming": _("The supply is on the agricultural price, so we pay for everything up to your site boundary."),
    "home": _("This is a home on low voltage, so we pay for everything up to your site boundary."),
    "temporary-not-free": _("For a temporary supply, who pays for the line is agreed case by case."),
    "ground-found": _("You pay nothing for the line outside your site boundary."),
    "urban-review": _(
        "The site is on planned urban land, where national rules may let us pay up to your boundary. Our officer "
        "checks this and answers in writing before you pay for anything."
    ),
    "by-agreement": _(
        "Who pays for the line outside your boundary is agreed with you in writing before anything is built."
    ),
    # Permits
    "no-permit": _("The line needs no permit."),
    "filing": _(
        "The new line is %(length)s m long. Up to %(length_limit)s m, a signed undertaking and a filing take the "
        "place of permits, so works can start at once."
    ),
    "filing-any-length": _(
        "For this class a signed undertaking and a filing take the place of permits, so works can start at once."
    ),
    "parallel-class": _(
        "Lines for this class of supply need these permits, whatever their length: %(permits)s. We apply for all of "
        "them at the same time; the authorities decide within %(permit_days)s workdays."
    ),
    "parallel-basis": _(
        "The authorities have not waived the permits for this class: %(permits)s. We apply for all of them at the "
        "same time; the authorities decide within %(permit_days)s workdays."
    ),
    "parallel-long": _(
        "The new line is %(length)s m long, more than %(length_limit)s m, so these permits are needed: %(permits)s. "
        "We apply for all of them at the same time; the authorities decide within %(permit_days)s workdays."
    ),
    "length-close": _(
        "%(length)s m is within %(uncertainty)s m of the limit of %(length_limit)s m, so one of our people checks "
        "the measurement and signs for it."
    ),
    "length-preliminary": _(
        "The distance is an estimate in a straight line. The survey measures the route, and that length decides."
    ),
    "length-surely-long": _(
        "Even in a straight line the distance is more than %(length_limit)s m, so the route is longer still."
    ),
    # Plan
    "no-plan": _("You need no supply plan: we pay for the works, so they start without one."),
    "plan-lv": _("You get a written supply plan, because who pays for the works is still to be agreed."),
    "plan-on-site": _(
        "Single source, 10 or 20 kV and %(total)s kVA in all: up to %(on_site_limit)s kVA you get the supply plan "
        "during the survey."
    ),
    "plan-high": _("From 35 kV upwards the supply plan is worked out after the survey."),
    "plan-dual": _("With more than one source the supply plan is worked out after the survey."),
    "plan-important": _("For important customers the supply plan is worked out and reviewed after the survey."),
    "plan-large": _(
        "%(total)s kVA in all is above %(on_site_limit)s kVA, so the supply plan is worked out after the survey."
    ),
    # Constraint
    "constrained": _(
        "The grid here cannot carry the full capacity yet. We connect what you need first and strengthen the grid at "
        "the same time; the plan gives you both dates."
    ),
    # Works
    "works-customer": _(
        "Who builds the line is settled once it is agreed who pays for it, so we promise no date for it yet."
    ),
    "works-small-micro": _("We start work at the survey and finish within %(works_small_micro_days)s workdays."),
    "works-mv": _(
        "We finish our works within %(works_mv_days)s workdays, counted from your yes to the plan, the permits and "
        "access to the site, whichever comes last."
    ),
    "works-in-step": _("From 35 kV upwards our works are finished no later than yours."),
    "works-lv": _("We build what is needed within the time promised for the whole connection."),
    "lv-total": _("On low voltage you have power within %(lv_total_days)s workdays of your complete application."),
    # Steps
    "one-step": _("For you this is one step: we install the meter and switch on. Applying is part of it."),
    "two-steps-home": _("For you these are two steps: apply, then meter and power."),
    "two-steps-temporary": _(
        "For a temporary supply these are two steps for you: apply with the plan, then meter and power."
    ),
    "two-steps": _("For you these are two steps: apply with the plan, then meter and power."),
    "three-steps": _("For you these are at most three steps: apply, plan and line, then meter and power."),
    "four-steps": _("For you these are at most four steps: apply, plan, works and inspection, then meter and power."),
    # Everything else
    "lease": _("For the time of the temporary supply you can rent a transformer from us. You may also bring your own."),
    "supervised": _("Your own installation is looked at on paper before building, and again before it is covered up."),
    "authority-CITY": _("The city company decides on this voltage. Your contact stays the county desk."),
    "authority-PROVINCE": _("The provincial company decides on this voltage. Your contact stays the county desk."),
    "green-channel": _(
        "As a key project you get the green channel: one chief officer and one project manager, from start to end."
    ),
    "no-documents": _(
        "You hand in no papers: with your consent we fetch licence, title and identity from the public registers."
    ),
    "any-hour": _("You can apply at any hour; survey, review and answer are done in one visit wherever possible."),
    "chief": _("A named chief service officer answers for your case from start to end."),
    "no-other-fee": _("There are no fees beyond the published list."),
}

NAME = re.compile(r"%\((\w+)\)s")


def names(key: str) -> list[str]:
    """The numbers and lists that a sentence speaks of."""
    return NAME.findall(SENTENCES[key])


def say(key: str, params: Mapping[str, Param]) -> str:
    """The sentence in the reader's language."""
    return gettext(SENTENCES[key]) % {name: _words(value) for name, value in params.items()}


def _words(value: Param) -> str:
    """Numbers as they are; a list of permits by their names."""
    if isinstance(value, str):
        return value
    return gettext(", ").join(str(PermitKind(kind).label) for kind in value)
