"""Input of the authorities' verbs. One form serves the page and the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.package.rules import LARGEST_BYTES, content_type


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


class AnswerForm(forms.Form):
    """What we answer to the one question of an authority."""

    answer = forms.CharField(
        label=_("Our answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("The authority reads this. Until it is sent its clock rests and ours runs."),
    )  # fmt: skip
    paper = forms.FileField(
        label=_("Drawing or scan"), required=False, help_text=_("PDF, JPEG or PNG up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip

    def clean_paper(self) -> Any:
        paper = self.cleaned_data["paper"]
        if paper is None:
            return None
        if paper.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Make it smaller or split it."))
        head = paper.read(16)
        paper.seek(0)
        if not content_type(head):
            raise forms.ValidationError(_("This file is no PDF, JPEG or PNG. Save it as one of these."))
        return paper

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PackageForm(forms.Form):
    """The entries of a package that nobody knew when it was drafted."""

    area_name = forms.CharField(label=_("Place"), max_length=200, required=False)
    route_length_m = forms.DecimalField(
        label=_("Length of the route"), min_value=0, max_digits=10, decimal_places=3, required=False
    )
    works = forms.CharField(label=_("Works"), max_length=500, required=False)

    def arguments(self) -> dict[str, Any]:
        entries = {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {"entries": entries}
