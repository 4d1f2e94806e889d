"""What officers write on a case, and to whom they give it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from applications.models import Application


class NoteForm(forms.Form):
    """One of two: for colleagues, or for the customer. The hidden field says which."""

    text = forms.CharField(
        label=_("New note for colleagues"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only officers read it. An @ with a name reaches that colleague's inbox."),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    is_for_customer = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.get("is_for_customer") if self.is_bound else self.initial.get("is_for_customer")
        if given:
            self.fields["text"].label = _("New note to the customer")
            self.fields["text"].help_text = _("The customer reads it on the page of the case and gets a message.")
            self.initial["is_for_customer"] = "on"


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom"), empty_label=_("Choose one"))
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Only officers read it."),
        error_messages={"required": _("Say in a few words why, so that your colleague knows where to begin.")},
    )  # fmt: skip

    def __init__(self, *args: Any, cases: Sequence[Application], by: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        desks = {desk for case in cases for desk in case.desks}
        working = RoleGrant.objects.standing().filter(role__in=desks)
        colleagues = User.objects.filter(is_active=True, pk__in=working.values("user")).order_by("name", "username")
        self.fields["to"].queryset = colleagues.exclude(pk=by.pk)  # type: ignore[attr-defined]
