"""Input of works and inspections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms import DefectsField, VerbForm
from applications.survey.photos import OnePhotoField
from deadlines.choices import WORKS_PAUSES


class StartForm(VerbForm):
    planned_on = forms.DateField(
        label=_("Planned to be finished on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )


class TheirDayForm(VerbForm):
    planned_on = forms.DateField(
        label=_("Your works will be finished on"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("We plan ours by it: from 35 kV upwards they end no later than yours. You can change the day."),
        error_messages={"required": _("Name the day."), "invalid": _("Write the day as in 2026-11-23.")},
    )  # fmt: skip


class PauseForm(VerbForm):
    reason_code = forms.ChoiceField(
        label=_("Why"), choices=[(code.value, code.label) for code in WORKS_PAUSES],
        help_text=_(
            "Material, staff or our own reviews never stop a promise. "
            "It rests for one workday; only the chief may let it rest longer."
        ),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500,
        help_text=_("The customer sees this."),
    )  # fmt: skip


class FinishForm(VerbForm):
    progress = forms.CharField(
        label=_("What was built"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )


class ReceiptForm(VerbForm):
    receipt_no = forms.CharField(
        label=_("Number on the receipt"), max_length=80,
        help_text=_("Only when the platform does not answer and the receipt came on paper."),
    )  # fmt: skip


class RestorationForm(VerbForm):
    photo = OnePhotoField(
        label=_("Photo of the restored ground"),
        help_text=_("JPEG, PNG or WebP up to 10 MB, taken where the ground was opened."),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        kept = self.cleaned_data["photo"]
        return {"photo": kept["file"], "sha256": kept["sha256"], "taken_at": kept.get("taken_at")}


class DefectsForm(VerbForm):
    defects = DefectsField(
        label=_("Defects"),
        help_text=_("All of them, one a line: “clause: what is wrong”. There is no second list."),
    )  # fmt: skip
