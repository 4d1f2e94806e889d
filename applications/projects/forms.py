"""How the reserve is narrowed, a lead entered by hand, and what is noted about one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.identifiers import check_phone, check_project_code, check_uscc
from customers.projects.choices import LeadKind
from gridhealth.towns import TOWNS

SHOW = [("", _("To be worked")), ("mine", _("Mine")), ("offered", _("Application prepared")), ("over", _("Set aside"))]


class ReserveFilter(forms.Form):
    show = forms.ChoiceField(label=_("Which"), required=False, choices=SHOW)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Every kind")), *LeadKind.choices])
    key = forms.BooleanField(label=_("Key projects only"), required=False)

    def narrow(self, rows: Any, *, by: Any) -> Any:
        """What makes no sense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        show = given.get("show", "")
        if show == "over":
            rows = rows.exclude(pk__in=rows.open())
        else:
            rows = rows.open()
            rows = rows.filter(offered_at__isnull=show != "offered") if show in ("", "offered") else rows
            rows = rows.filter(officer=by) if show == "mine" else rows
        rows = rows.filter(kind=given["kind"]) if given.get("kind") else rows
        return rows.key() if given.get("key") else rows


class LeadForm(forms.Form):
    """Everything but the code or the credit code may stay empty."""

    code = forms.CharField(
        label=_("Project code"), required=False, max_length=30,
        help_text=_("Like 2611-411523-04-01-000010; codes from before 2021 are taken too."),
    )  # fmt: skip
    name = forms.CharField(label=_("Project"), max_length=200)
    owner_name = forms.CharField(label=_("Enterprise"), max_length=200)
    owner_uscc = forms.CharField(label=_("Credit code"), required=False, max_length=30)
    phone = forms.CharField(label=_("Mobile number"), required=False, max_length=20)
    township_code = forms.ChoiceField(
        label=_("Township"), required=False, choices=[("", _("Choose one")), *((t.code, t.name) for t in TOWNS)]
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    needed_kva = forms.DecimalField(label=_("Power needed (kVA)"), required=False, min_value=1, max_value=9_999_999)
    wanted_on = forms.DateField(label=_("Power wanted on"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean_code(self) -> str:
        return _checked(lambda text: check_project_code(text)[0], self.cleaned_data["code"])

    def clean_owner_uscc(self) -> str:
        return _checked(check_uscc, self.cleaned_data["owner_uscc"])

    def clean_phone(self) -> str:
        return _checked(check_phone, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not (given.get("code") or given.get("owner_uscc")):
            self.add_error("code", _("Give the project code or the credit code of the enterprise."))
        return given

    def arguments(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}


def _checked(check: Any, value: str) -> str:
    try:
        return str(check(value)) if value else ""
    except ValueError as error:
        raise forms.ValidationError(error.args[0]) from None


class StepForm(forms.Form):
    """An act that needs no words."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ContactForm(StepForm):
    text = forms.CharField(
        label=_("What was said?"), max_length=500, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip


class SetAsideForm(StepForm):
    text = forms.CharField(
        label=_("Why does nothing come of it?"), max_length=500,
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip


class SeePhoneForm(forms.Form):
    reason = forms.CharField(label=_("What for?"), max_length=200)
