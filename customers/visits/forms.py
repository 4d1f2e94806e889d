"""Input about visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.choices import ImportanceLevel, Score, VisitChannel, VisitKind
from customers.models import Customer
from customers.visits.choices import PLAN, WHO_MAY, Part
from customers.visits.models import PLANNABLE

KINDS = [(kind.value, kind.label) for kind in PLANNABLE if kind != VisitKind.TRIPARTITE]
GIVE_ACCOUNT = _("Give the customer's account number, or start from the customer's page.")
ABSENT = _("Was not there")
CHOOSE = {"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")}


def _holding(roles: Any) -> Any:
    held = User.objects.none().values("pk")
    for role in roles:
        held = held.union(User.objects.holding(role).values("pk"))
    return User.objects.filter(pk__in=[row["pk"] for row in held]).order_by("username")


class PlanForm(forms.Form):
    """For whom is known: a customer chosen before, or an account number typed here."""

    account_no = forms.RegexField(
        r"^(\d{10}|\d{13})$", label=_("Account number"),
        widget=forms.TextInput(attrs={"class": "w-20ch", "inputmode": "numeric"}),
        error_messages={"invalid": _("An account number has 10 or 13 digits."), "required": GIVE_ACCOUNT},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What kind of visit?"), choices=KINDS, widget=forms.RadioSelect, error_messages=CHOOSE,
        help_text=_("A planned visit to an important customer is made by three: leader, department, cell manager."),
    )  # fmt: skip
    about = forms.CharField(
        label=_("Occasion"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why.")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("By when?"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day, for example 2026-12-01.")},
    )  # fmt: skip
    responsible = forms.ModelChoiceField(
        label=_("Who sees to it?"), queryset=User.objects.none(), to_field_name="username", empty_label=_("Choose one"),
        error_messages=CHOOSE,
    )  # fmt: skip

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        self.fields["responsible"].queryset = _holding(PLAN)  # type: ignore[attr-defined]
        if customer is not None:
            del self.fields["account_no"]

    def clean_account_no(self) -> str:
        given = self.cleaned_data.get("account_no", "")
        self.customer = Customer.objects.filter(supply_points__account_no=given or "-").first()
        if self.customer is None:
            raise forms.ValidationError(_("We know no account of this number. Check it, or start from the customer."))
        return given


class RecordForm(forms.Form):
    """Made for a phone: what was done, who was there, what the customer said."""

    visited_at = forms.DateTimeField(
        label=_("When?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": _("Give day and time."), "invalid": _("Give day and time.")},
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("How"), choices=VisitChannel.choices, widget=forms.RadioSelect)
    leader = forms.ModelChoiceField(
        label=Part.LEADER.label, queryset=User.objects.none(), required=False, empty_label=ABSENT
    )
    department = forms.ModelChoiceField(
        label=Part.DEPARTMENT.label, queryset=User.objects.none(), required=False, empty_label=ABSENT
    )
    cell_manager = forms.ModelChoiceField(
        label=Part.CELL_MANAGER.label, queryset=User.objects.none(), required=False, empty_label=ABSENT
    )
    note = forms.CharField(
        label=_("What was talked about?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words what was said.")},
    )  # fmt: skip
    score = forms.TypedChoiceField(
        label=_("How content is the customer?"), choices=Score.choices, coerce=int, empty_value=None,
        widget=forms.RadioSelect, required=False,
        help_text=_("As the customer said it; it cannot be changed. Without it we ask the customer by message."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("In the customer's words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, *args: Any, is_joint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visited_at"].initial = timezone.localtime()
        self.fields["channel"].initial = VisitChannel.ON_SITE
        for part in Part:
            if is_joint:
                self.fields[part.lower()].queryset = _holding(WHO_MAY[part])  # type: ignore[attr-defined]
            else:
                del self.fields[part.lower()]

    @property
    def attended(self) -> dict[str, User]:
        given = {part.value: self.cleaned_data.get(part.lower()) for part in Part}
        return {part: user for part, user in given.items() if user is not None}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Say in a few words why.")}
    )


class WordForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How did we do?"), choices=Score.choices, coerce=int, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    words = forms.CharField(
        label=_("Anything to add?"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )


class ImportanceForm(forms.Form):
    level = forms.ChoiceField(label=_("Importance"), choices=ImportanceLevel.choices, error_messages=CHOOSE)
    document = forms.CharField(
        label=_("Number of the list"), max_length=120, required=False,
        help_text=_("From the list the government confirms."),
    )  # fmt: skip
    is_life_support = forms.BooleanField(
        label=_("Somebody's life hangs on the power here"), required=False,
        help_text=_("Only if the customer said so. In an outage they are told and called first."),
    )  # fmt: skip
