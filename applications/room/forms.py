"""What officers write on a case, and to whom they give it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from applications.models import Application


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    is_for_customer = forms.BooleanField(label=_("The customer may read it"), required=False)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom"), empty_label=_("Choose"))
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Only officers read it."),
        error_messages={"required": _("Say in a few words why, so that your colleague knows where to begin.")},
    )  # fmt: skip

    def __init__(self, *args: Any, cases: Sequence[Application], **options: Any) -> None:
        super().__init__(*args, **options)
        desks = {desk for case in cases for desk in case.desks}
        working = RoleGrant.objects.standing().filter(role__in=desks)
        colleagues = User.objects.filter(is_active=True, pk__in=working.values("user")).order_by("name", "username")
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]
