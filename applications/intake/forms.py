"""Input of intake. The wizard's pages and the whole application are in `intake.wizard`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.choices import Refusal
from applications.forms import LinesField, ReasonForm, VerbForm
from applications.intake.choices import DocumentKind


class CorrectionForm(VerbForm):
    items = LinesField(
        label=_("What is missing?"), help_text=_("Everything, one thing a line. You can ask only once."),
    )  # fmt: skip


class CorrectForm(VerbForm):
    answer = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)


class RefuseForm(ReasonForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=Refusal.choices)
    field_order = ["ground", "reason"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].label = _("In words, and how the customer can cure it")


class DisputeDocumentForm(ReasonForm):
    kind = forms.ChoiceField(label=_("Which document?"), choices=DocumentKind.choices)
    field_order = ["kind", "reason"]


class SettleDocumentForm(VerbForm):
    kind = forms.ChoiceField(label=_("Which document?"), choices=DocumentKind.choices)
    remark = forms.CharField(label=_("What was found?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
