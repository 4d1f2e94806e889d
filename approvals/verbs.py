"""What can be done with one permit, by whom: pages and API read the same list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from approvals import actions, forms
from approvals.models import Permit
from approvals.package import actions as packages


@dataclass(frozen=True)
class PermitVerb:
    name: str
    action: Callable[..., Permit]
    label: Any
    form: type[django_forms.Form]


VERBS = {
    verb.name: verb
    for verb in (
        PermitVerb("complete", packages.complete, _("Fill in what is missing"), forms.PackageForm),
        PermitVerb("supplement", packages.answer, _("Answer the authority"), forms.AnswerForm),
        PermitVerb("take", actions.take, _("Take"), forms.NothingAsked),
        PermitVerb("grant", actions.grant, _("Grant"), forms.DecisionForm),
        PermitVerb("refuse", actions.refuse, _("Refuse"), forms.RefusalForm),
        PermitVerb("request_correction", actions.request_correction, _("More is asked for"), forms.CorrectionForm),
        PermitVerb("appeal", actions.appeal, _("Appeal"), forms.AppealForm),
        PermitVerb("reroute", actions.reroute, _("Look for another route"), forms.AppealForm),
    )
}


def open_to(permit: Permit, user: Any) -> list[PermitVerb]:
    """The verbs this person may use on the permit now."""
    edges = permit.get_all_stage_transitions()  # type: ignore[attr-defined]
    may = {edge.name for edge in edges if edge.source == permit.stage and edge.has_perm(permit, user)}
    spent = {"take"} if permit.taken_by_id else set()
    spent |= {"request_correction"} if permit.corrections else set()
    return [verb for verb in VERBS.values() if verb.name in may - spent]


def run(permit: Permit, name: str, data: Any, *, by: Any, at: Any, files: Any = None) -> Permit:
    """Check the input and call the one action; the action asks the machine again under the lock."""
    form = VERBS[name].form(data, files)
    if not form.is_valid():
        raise Invalid(form.errors)
    return VERBS[name].action(permit.pk, by=by, at=at, **form.arguments())  # type: ignore[attr-defined]
