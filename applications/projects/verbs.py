"""What can be done about a lead: its action, its form, its words. Page and API read the same list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from applications.projects.actions import offer
from applications.projects.forms import ContactForm, SetAsideForm, StepForm
from customers.projects import actions as reserve
from customers.projects.models import Lead


class LeadVerb(NamedTuple):
    name: str
    action: Callable[..., Any]
    label: Any
    done: Any
    form: type[StepForm]
    is_open: Callable[[Lead, Any], bool]
    kind: str = "secondary"

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields)


def _is_worked(lead: Lead, user: Any) -> bool:
    return lead.set_aside_at is None and not lead.is_cancelled


VERBS = {
    verb.name: verb
    for verb in (
        LeadVerb(
            "offer", offer, _("Prepare the application"), _("An application was prepared"), StepForm,
            lambda lead, user: _is_worked(lead, user) and not lead.offered_at, "primary",
        ),
        LeadVerb(
            "take", reserve.take_lead, _("I look after it"), _("Taken"), StepForm,
            lambda lead, user: _is_worked(lead, user) and lead.officer_id != user.pk,
        ),
        LeadVerb(
            "mark_key", reserve.mark_key, _("Mark as key project"), _("Marked as key project"), StepForm,
            lambda lead, user: _is_worked(lead, user) and not lead.is_key,
        ),
        LeadVerb("contact", reserve.note_contact, _("Note a talk"), _("Talked"), ContactForm, _is_worked),
        LeadVerb("set_aside", reserve.set_aside, _("Set aside"), _("Was set aside"), SetAsideForm, _is_worked),
        LeadVerb(
            "take_up_again", reserve.take_up_again, _("Take up again"), _("Was taken up again"), StepForm,
            lambda lead, user: lead.set_aside_at is not None,
        ),
    )
}  # fmt: skip
DONE = {"enter": _("Entered by hand"), **{verb.name: verb.done for verb in VERBS.values()}}


def open_to(lead: Lead, user: Any) -> list[LeadVerb]:
    is_theirs = bool(user.roles & reserve.WORKERS)
    return [verb for verb in VERBS.values() if is_theirs and verb.is_open(lead, user)]
