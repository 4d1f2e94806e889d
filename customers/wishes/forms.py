"""What a customer ticks, and what an officer writes after the call."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose
from accounts.notices import NOTICES
from customers.wishes.models import Topic


class WishForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label=_("What would you like to hear of?"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("Anything we should know?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agrees = forms.BooleanField(label=NOTICES[Purpose.SERVICES].text, required=False)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What was said?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write in a few words what was said.")},
    )  # fmt: skip
