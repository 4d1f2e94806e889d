"""Input of the authorities' verbs. One form serves the page and the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NothingAsked(forms.Form):
    """An act that needs no words."""

    def arguments(self) -> dict[str, Any]:
        return {}


class DecisionForm(forms.Form):
    """What stands on the authority's document."""

    document_no = forms.CharField(label=_("Number of the document"), max_length=80)
    document = forms.FileField(label=_("The document"), required=False, help_text=_("A scan or PDF, if there is one."))

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RefusalForm(DecisionForm):
    ground = forms.CharField(
        label=_("Ground of the refusal"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class CorrectionForm(forms.Form):
    missing = forms.CharField(
        label=_("What is missing"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("Everything at once: an authority may ask only once."),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AppealForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
