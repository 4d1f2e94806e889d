"""The period a scoreboard is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS = 365
MOST = 3 * 366


class PeriodForm(forms.Form):
    """Both days included. Nothing said: the last twelve months."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        until = data.get("until") or self.today
        since = data.get("since") or until - timedelta(days=DAYS)
        if not self.errors and since > until:
            self.add_error("until", _("The last day lies before the first one."))
        elif not self.errors and (until - since).days > MOST:
            self.add_error("since", _("Ask for three years at most."))
        return {"since": since, "until": until}
