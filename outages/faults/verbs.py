"""What can be done with a fault, by whom: pages, buttons and API read the same list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from accounts.roles import Role
from outages.choices import DARK, OutageStage
from outages.faults import actions, crews, forms, merging, restoring
from outages.machine import by_crew
from outages.models import Outage

S = OutageStage


@dataclass(frozen=True)
class Verb:
    """`may` answers for acts that leave the stage where it is; the others ask the machine."""

    name: str
    action: Callable[..., Any]
    label: Any
    form: type[forms.VerbForm] = forms.VerbForm
    may: Callable[[Outage, Any], bool] | None = None
    key: str = ""
    is_grave: bool = False

    def is_open_to(self, outage: Outage, user: Any) -> bool:
        if self.may is not None:
            return self.may(outage, user)
        edges = outage.get_all_stage_transitions()  # type: ignore[attr-defined]
        return any(e.name == self.name and e.source == outage.stage and e.has_perm(outage, user) for e in edges)


def _may_accept(outage: Outage, user: Any) -> bool:
    return outage.stage == S.DISPATCHED and outage.accepted_at is None and outage.crew_id == user.pk


def _may_revise(outage: Outage, user: Any) -> bool:
    return outage.stage in DARK and by_crew(outage, user)


def _may_release(outage: Outage, user: Any) -> bool:
    return outage.is_push_held and Role.SUPERVISOR in user.roles


VERBS = {
    verb.name: verb
    for verb in (
        Verb("confirm", actions.confirm, _("Confirm"), key="c"),
        Verb("dispatch", crews.dispatch, _("Send a crew"), forms.CrewForm, key="d"),
        Verb("accept", crews.accept, _("On our way"), may=_may_accept),
        Verb("arrive", crews.arrive, _("We are on site"), forms.ArriveForm, key="a"),
        Verb("find", actions.find, _("Fault found"), forms.FindingForm, key="f"),
        Verb("restore", restoring.restore, _("Power is back"), forms.RestoreForm, key="r"),
        Verb("revise", actions.revise, _("Revise the estimate"), forms.EstimateForm, may=_may_revise, key="e"),
        Verb("release_push", actions.release_push, _("Let the messages go"), may=_may_release),
        Verb("merge", merging.merge, _("Merge into another"), forms.MergeForm, key="m"),
        Verb("leave_to_customer", actions.leave_to_customer, _("The customer's own equipment"), forms.ReasonForm),
        Verb("call_off", actions.call_off, _("False alarm"), forms.ReasonForm, is_grave=True),
        Verb("review", actions.review, _("Review"), forms.ReasonForm),
        Verb("close", actions.close, _("Close")),
    )
}


def open_to(outage: Outage, user: Any) -> list[Verb]:
    """The verbs this person may use on the outage now."""
    return [verb for verb in VERBS.values() if verb.is_open_to(outage, user)]


def bound(verb: Verb, outage: Outage, data: Any = None, files: Any = None) -> forms.VerbForm:
    form = verb.form(data, files)
    form.know(outage)
    return form


def run(outage: Outage, verb: Verb, data: Any, *, by: Any, at: datetime, files: Any = None) -> Any:
    """Check the input and call the one action; the action asks the machine again under the lock."""
    form = bound(verb, outage, data, files)
    if not form.is_valid():
        raise Invalid(form.errors)
    return verb.action(outage.pk, by=by, at=at, **form.cleaned_data)
