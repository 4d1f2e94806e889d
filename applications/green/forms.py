"""Input about key projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from applications.forms import ReasonForm, VerbForm


class KeyForm(ReasonForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200,
        help_text=_("For example which meeting decided it. The customer can read it."),
    )  # fmt: skip


class ProjectManagerForm(VerbForm):
    """Programs send the number of a works manager."""

    project_manager = forms.ChoiceField(
        label=_("Project manager"), error_messages={"required": _("Choose one of the works managers.")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = User.objects.holding(Role.WORKS).filter(is_active=True).order_by("username")
        self.fields["project_manager"].choices = [("", _("Choose one")), *((one.pk, str(one)) for one in people)]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"project_manager": int(self.cleaned_data["project_manager"])}
