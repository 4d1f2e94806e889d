"""What can be done with planned work, by whom: the pages' buttons read this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from outages.planned import actions, forms
from outages.planned.models import PlannedWork

MOST = 100


@dataclass(frozen=True)
class Verb:
    name: str
    action: Callable[..., PlannedWork]
    label: Any
    form: type[forms.VerbForm] = forms.VerbForm
    is_grave: bool = False


VERBS = {
    verb.name: verb
    for verb in (
        Verb("plan_live", actions.plan_live, _("Do it live"), forms.LiveForm),
        Verb("request_outage", actions.request_outage, _("Ask for an outage"), forms.RequestForm),
        Verb("finish_live", actions.finish_live, _("Done live")),
        Verb("reschedule", actions.reschedule, _("Weather forbids it: another day"), forms.WeatherForm),
        Verb("sign", actions.sign, _("Approve")),
        Verb("refuse", actions.refuse, _("Do not approve"), forms.ReasonForm, is_grave=True),
        Verb("publish", actions.publish, _("Announce")),
        Verb("make_temporary", actions.make_temporary, _("Ask again as temporary"), forms.ReasonForm),
        Verb("start", actions.start, _("Switch off")),
        Verb("delay", actions.delay, _("Start later"), forms.LaterStartForm),
        Verb("change", actions.change, _("Another time"), forms.NewTimeForm),
        Verb("restore", actions.restore, _("Power is back")),
        Verb("extend", actions.extend, _("It takes longer"), forms.LaterEndForm),
        Verb("review", actions.review, _("Review"), forms.ReviewForm),
        Verb("cancel", actions.cancel, _("Cancel the work"), forms.ReasonForm, is_grave=True),
    )
}


def open_to(work: PlannedWork, user: Any) -> list[Verb]:
    """The verbs this person may use on the work now."""
    edges = work.get_all_stage_transitions()  # type: ignore[attr-defined]
    may = {edge.name for edge in edges if edge.source == work.stage and edge.has_perm(work, user)}
    return [verb for verb in VERBS.values() if verb.name in may]


def awaiting(user: Any) -> list[PlannedWork]:
    """Works that cannot go on before this person has signed, announced or reviewed."""
    rows = PlannedWork.objects.awaiting_somebody().select_related("timeline", "feeder").prefetch_related("approvals")
    return [work for work in rows[:MOST] if {"sign", "publish", "review"} & {verb.name for verb in open_to(work, user)}]


def run(work: PlannedWork, verb: Verb, data: Any, *, by: Any, at: datetime) -> PlannedWork:
    """Check the input and call the one action; the action asks the machine again under the lock."""
    form = verb.form(data)
    if not form.is_valid():
        raise Invalid(form.errors)
    return verb.action(work.pk, by=by, at=at, **form.cleaned_data)
