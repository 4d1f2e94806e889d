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
from outages.faults.major.actions import MAY_DECLARE, declare
from outages.machine import by_crew
from outages.models import Outage

S = OutageStage
TAKE_UP = _("Take it up into a major event")


@dataclass(frozen=True)
class Verb:
    """`may` answers for acts that leave the stage where it is; the others ask the machine.

    Aside: it may be done, and is never the next thing to do.
    """

    name: str
    action: Callable[..., Any]
    label: Any
    form: type[forms.VerbForm] = forms.VerbForm
    may: Callable[[Outage, Any], bool] | None = None
    key: str = ""
    is_grave: bool = False
    is_aside: bool = False

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


def _may_declare(outage: Outage, user: Any) -> bool:
    return outage.stage in DARK and not outage.is_major and bool(user.roles & MAY_DECLARE)


def _may_upgrade(outage: Outage, user: Any) -> bool:
    """Only where there is a major event that covers it."""
    is_theirs = outage.stage in DARK and not outage.is_major and bool(user.roles & MAY_DECLARE)
    return is_theirs and Outage.objects.covering(outage).exists()


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
        Verb("declare", declare, _("Declare it a major event"), forms.ReasonForm, may=_may_declare, is_aside=True),
        Verb("upgrade", merging.upgrade, TAKE_UP, forms.UpgradeForm, may=_may_upgrade, is_aside=True),
        Verb("leave_to_customer", actions.leave_to_customer, _("The customer's own equipment"), forms.ReasonForm),
        Verb("call_off", actions.call_off, _("False alarm"), forms.ReasonForm, is_grave=True),
        Verb("review", actions.review, _("Review"), forms.ReviewForm),
        Verb("close", actions.close, _("Close")),
    )
}


def open_to(outage: Outage, user: Any) -> list[Verb]:
    """The verbs this person may use on the outage now."""
    return [verb for verb in VERBS.values() if verb.is_open_to(outage, user)]


def next_of(outage: Outage, user: Any) -> Verb | None:
    """The one thing to do next; power comes back after somebody has been there."""
    course = (verb for verb in VERBS.values() if not verb.is_aside and (verb.name != "restore" or outage.arrived_at))
    return next((verb for verb in course if verb.is_open_to(outage, user)), None)


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
