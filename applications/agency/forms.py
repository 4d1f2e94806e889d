"""Naming an agent: who, for what, for which application, until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose
from accounts.models import Consent
from accounts.notices import NOTICES
from accounts.signin.forms import PhoneForm
from applications.agency.choices import Act
from applications.models import Application
from applications.stages import OPEN

NEEDED_TO_SUBMIT = (Purpose.LICENCES, Purpose.SENSITIVE, Purpose.AUTHORITIES)
A_USUAL_TERM = timedelta(days=90)


class AgentForm(PhoneForm):
    name = forms.CharField(
        label=_("The agent's name"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Type the agent's name.")},
    )  # fmt: skip
    acts = forms.MultipleChoiceField(
        label=_("What may they do for you?"), choices=Act.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the application in any case, with your personal data shortened."),
        error_messages={"required": _("Tick at least one.")},
    )  # fmt: skip
    case = forms.ChoiceField(label=_("For which application?"), required=False, widget=forms.RadioSelect)
    until_on = forms.DateField(
        label=_("Until when?"), widget=forms.DateInput({"type": "date", "class": "w-20ch"}),
        help_text=_("At most one year. You can take it back any day before."),
        error_messages={"required": _("Say until when."), "invalid": _("Give a day, such as 2026-11-23.")},
    )  # fmt: skip
    agrees_to = forms.MultipleChoiceField(
        label=_("So that they can submit in your name, you agree yourself that we may"), required=False,
        choices=[(one.value, NOTICES[one].purpose.label) for one in NEEDED_TO_SUBMIT],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only needed if they submit. Each can be taken back under “My data”."),
    )  # fmt: skip
    field_order = ["name", "phone", "acts", "case", "until_on", "agrees_to"]

    def __init__(self, *args: Any, by: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("The agent's mobile number")
        self.fields["phone"].help_text = _("They sign in with it. Nothing else has to be set up.")
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.fields["case"].choices = self._cases(by)  # type: ignore[attr-defined]
        self.fields["until_on"].initial = (on + A_USUAL_TERM).isoformat()
        given = set(Consent.objects.standing(by).values_list("purpose", flat=True))
        left = [(one, label) for one, label in self.fields["agrees_to"].choices if one not in given]  # type: ignore[attr-defined]
        self.fields["agrees_to"].choices = left  # type: ignore[attr-defined]
        if not left:
            del self.fields["agrees_to"]

    @staticmethod
    def _cases(by: Any) -> list[tuple[str, Any]]:
        own = Application.objects.filter(applicant=by, stage__in=OPEN).select_related("site").order_by("-created_at")
        one_by_one = [(case.number, f"{case.site or _('Draft')} · {case.number}") for case in own[:20]]
        return [("", _("All of mine, new ones included")), *one_by_one]
