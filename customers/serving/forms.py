"""Input about account managers: a choice among them, and an absence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.serving.models import AccountManager

LATER = "LATER"


def check_manager(given: str) -> str:
    """The number of one who takes cases, `LATER`, or nothing (then we name one); else a sentence."""
    if given in ("", LATER):
        return given
    is_number = given.isascii() and given.isdecimal() and len(given) < 10
    if not (is_number and AccountManager.objects.taking().filter(pk=int(given)).exists()):
        raise forms.ValidationError(_("We know no account manager of this number who takes cases now. Choose another."))
    return given


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give the day."), "invalid": _("Give the day, for example 2026-12-01.")},
    )


class ChiefAbsenceForm(forms.Form):
    """Both days empty: here again."""

    from_on = _day(_("First day away"))
    until_on = _day(_("Last day away"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.fields["from_on"].help_text = _("Leave both empty when back again.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("until_on") and not data.get("from_on") and "from_on" not in self.errors:
            self.add_error("from_on", _("Give the first day too."))
        return data


class LeaveForm(forms.Form):
    """From when to when, and who is there meanwhile."""

    from_on = _day(_("First day away"))
    until_on = _day(_("Last day away"))
    cover = forms.ModelChoiceField(
        label=_("Who stands in?"), queryset=AccountManager.objects.none(), empty_label=_("Choose one"),
        error_messages={"required": _("Choose who stands in."), "invalid_choice": _("Choose somebody else.")},
    )  # fmt: skip

    def __init__(self, *args: Any, manager: AccountManager, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = AccountManager.objects.taking().exclude(pk=manager.pk).select_related("user")
        self.fields["cover"].queryset = others  # type: ignore[attr-defined]
