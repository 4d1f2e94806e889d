"""What is typed on the public outage pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.signin.forms import PhoneForm
from gridhealth.towns import TOWNS
from portal.disclosure.outages.actions import MOST_TOWNSHIPS


class SubscribeForm(PhoneForm):
    """A number, and the townships it wants to hear of."""

    townships = forms.MultipleChoiceField(
        label=_("Where"),
        help_text=_("Up to five townships."),
        choices=[(town.code, town.name) for town in TOWNS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one township.")},
    )
    townships.is_short = True  # type: ignore[attr-defined]
    field_order = ("townships", "phone")

    def clean_townships(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["townships"]
        if len(chosen) > MOST_TOWNSHIPS:
            raise forms.ValidationError(_("Choose five at most."))
        return chosen
