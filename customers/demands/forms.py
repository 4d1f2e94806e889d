"""Input about demands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import READERS, Role
from customers.choices import Score
from customers.demands.choices import DemandKind

WORDS = {"required": _("Say in your own words what it is about.")}


def _long(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 5}), max_length=2000, **more)


class DemandForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=DemandKind.choices, widget=forms.RadioSelect, initial=DemandKind.DEMAND,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )  # fmt: skip
    words = _long(_("What is it about?"), error_messages=WORDS)
    case = forms.CharField(
        label=_("Number of the application"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"class": "w-20ch"}),
        help_text=_("If it is about one. The application goes on meanwhile."),
    )  # fmt: skip


class StaffDemandForm(DemandForm):
    """What a customer said at the counter or on the phone."""

    phone = forms.RegexField(
        r"^1\d{10}$", label=_("Mobile number of the customer"),
        widget=forms.TextInput(attrs={"class": "w-20ch", "inputmode": "numeric"}),
        error_messages={"required": _("Give the 11 digits."), "invalid": _("Give the 11 digits.")},
    )  # fmt: skip


class NothingForm(forms.Form):
    """A verb that only needs a yes."""


class AnswerForm(forms.Form):
    words = _long(_("Your answer"), error_messages={"required": _("Write what the customer shall read.")})


class AddForm(forms.Form):
    words = _long(_("What else?"), error_messages=WORDS)


class ReasonForm(forms.Form):
    reason = _long(_("What is still missing?"), required=False)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("To whom?"), queryset=User.objects.none(), to_field_name="username", empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose somebody else who works on cases."),
            "invalid_choice": _("Choose somebody else who works on cases."),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Counted. The second time it goes to the chief and stays."),
        error_messages={"required": _("Say in a few words why.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = [role for role in Role if role not in READERS | {Role.GOV}]
        officers = User.objects.filter(is_staff=True, is_active=True, pk__in=_holding(working))
        self.fields["to"].queryset = officers.order_by("username")  # type: ignore[attr-defined]


def _holding(roles: list[Role]) -> list[int]:
    return [pk for role in roles for pk in User.objects.holding(role).values_list("pk", flat=True)]


class RateForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How did we do?"), choices=Score.choices, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Anything to add?"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )
