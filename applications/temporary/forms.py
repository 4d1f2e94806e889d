"""Input of the verbs of a temporary supply."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.deciding import rules_on
from applications.forms import VerbForm
from applications.survey.wording import day

DAY = {"type": "date", "class": "w-20ch"}


class ExtendSupplyForm(VerbForm):
    until_on = forms.DateField(label=_("Until when do you need it?"), widget=forms.DateInput(DAY))

    def know(self, application: Any, *, at: datetime) -> None:
        if application.temporary is not None:
            last = day(application.temporary.latest_on)
            self.fields["until_on"].help_text = _("At the longest until %(last)s.") % {"last": last}


class NoticeForm(VerbForm):
    disconnect_on = forms.DateField(label=_("Day of the disconnection"), widget=forms.DateInput(DAY))

    def know(self, application: Any, *, at: datetime) -> None:
        first = timezone.localdate(at) + timedelta(days=rules_on(at).disconnect_notice_days)
        self.initial.setdefault("disconnect_on", first.isoformat())
