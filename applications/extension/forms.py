"""Input of a later day for a promise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.extension.actions import extendable
from applications.forms import VerbForm
from applications.rules.clocks import name_of
from applications.survey.wording import day
from deadlines.choices import ExtensionReason
from deadlines.extensions.actions import promise_of
from deadlines.extensions.rules import most_extra

NONE_MAY = _(
    "No promise of this case may have a later day: only ours may, while they run and before they break, and never "
    "beyond the law's own limit."
)


class ProposeExtensionForm(VerbForm):
    clock = forms.ChoiceField(label=_("Which promise"), widget=forms.RadioSelect)
    workdays = forms.IntegerField(
        label=_("How many workdays more"), min_value=1, max_value=60, widget=forms.NumberInput({"class": "w-10ch"})
    )
    reason_code = forms.ChoiceField(
        label=_("Why"), choices=ExtensionReason.choices, widget=forms.RadioSelect,
        help_text=_("Material, staff, our own reviews, an outage window or ordinary weather are no reason."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500,
        help_text=_("The paper or the photo that shows it. The customer sees this."),
    )  # fmt: skip

    def expect(self, application: Any) -> None:
        at = timezone.now()
        found = [(clock.kind, _about(clock, at)) for clock in extendable(application, at=at)]
        self.fields["clock"].choices = found  # type: ignore[attr-defined]
        if not found:
            self.fields["clock"].help_text = NONE_MAY


def _about(clock: Any, at: datetime) -> str:
    told = {"name": name_of(clock.kind), "day": day(clock.due_on) if clock.due_on else "–"}
    told["most"] = most_extra(promise_of(clock, at=at))
    return _("%(name)s: now by %(day)s, at most %(most)d workdays more") % told


class DeclineExtensionForm(VerbForm):
    answer = forms.CharField(label=_("Why not"), widget=forms.Textarea(attrs={"rows": 3}), max_length=200)
