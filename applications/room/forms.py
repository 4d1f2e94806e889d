"""How the queue is narrowed, and a note on a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from applications.room.queue import Cases
from applications.stages import OPEN, OWNERS, Stage

DESKS = [role for role in Role if any(role in owner.desks for owner in OWNERS.values())] + [Role.INSPECTOR]
STAGES = [stage for stage in Stage if stage in OPEN - {Stage.DRAFT}]


class QueueFilter(forms.Form):
    """Every field may stay empty; what makes no sense narrows nothing."""

    number = forms.CharField(
        label=_("Case number"), required=False, max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("Every stage")), *((one, one.label) for one in STAGES)]
    )
    desk = forms.ChoiceField(
        label=_("Desk"), required=False, choices=[("", _("Every desk")), *((one, one.label) for one in DESKS)]
    )
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def given(self) -> dict[str, Any]:
        """Of the valid answers, those that say something."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "show"}

    @property
    def number_given(self) -> str:
        return str(self.given.get("number", "")).strip().upper()

    def narrow(self, rows: Cases) -> Cases:
        given = self.given
        if self.number_given:
            rows = rows.filter(number__startswith=self.number_given)
        if "stage" in given:
            rows = rows.filter(stage=given["stage"])
        return rows.filter(desks__contains=[given["desk"]]) if "desk" in given else rows


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    is_for_customer = forms.BooleanField(label=_("The customer may read it"), required=False)
