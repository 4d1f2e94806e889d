"""What an address of the dashboards says: which period, broken down by what, and which cases behind a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.dashboards.dimensions import DIMENSIONS
from portal.dashboards.periods import Period, last_days

PERIODS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("12 months"))]
USUAL, LONGEST_DAYS = "365", 3_700
BY = [(one.name, one.label) for one in DIMENSIONS.values()]
SHOWS = [
    ("open", _("All under way")), ("overdue", _("Overdue")), ("today", _("Due today")), ("at_risk", _("At risk")),
    ("likely", _("Likely to be late")), ("finished", _("With power in the period")),
    ("late", _("With power, and a promise of ours broken")), ("any_late", _("With power, and any promise broken")),
    ("rated", _("With power, and rated")), ("arrived", _("Arrived in the period")),
    ("step", _("A step ended in the period")), ("step_broken", _("A step ended in the period, too late")),
]  # fmt: skip
BACKWARDS = _("The last day lies before the first. Change one of them.")
TOO_LONG = _("Choose at most ten years.")


class ViewForm(forms.Form):
    """Every field may stay empty. Two days of one's own go before the choice of a period."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Up to"), required=False, widget=forms.DateInput({"type": "date"}))
    by = forms.ChoiceField(label=_("Broken down by"), choices=BY, required=False)

    def __init__(self, data: Any, *, today: date, **options: Any) -> None:
        super().__init__({"period": USUAL, "by": "stage", **{name: data[name] for name in data}}, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and (last or self.today) < first:
            self.add_error("last", BACKWARDS)
        elif first and ((last or self.today) - first).days > LONGEST_DAYS:
            self.add_error("first", TOO_LONG)
        return given

    @property
    def chosen(self) -> Period:
        """The period; the usual one where what was given makes no sense."""
        self.is_valid()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first:
            return Period(first, last or self.today)
        return last_days(last or self.today, int(self.cleaned_data.get("period") or USUAL))

    @property
    def dimension(self) -> Any:
        self.is_valid()
        return DIMENSIONS[self.cleaned_data.get("by") or "stage"]


class CasesForm(ViewForm):
    """Which cases: those of one number of the page."""

    show = forms.ChoiceField(label=_("Which"), choices=SHOWS, required=False)
    step = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    @property
    def wanted(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("show") or "open"

    @property
    def of_step(self) -> str:
        """Of which promise; said only with what asks for one."""
        self.is_valid()
        return self.cleaned_data.get("step") or "" if self.wanted in ("step", "step_broken") else ""


class ExportForm(CasesForm):
    """Rows leave the portal only for a reason, which goes with them."""

    reason = forms.CharField(
        label=_("What do you need the rows for?"), max_length=200,
        error_messages={"required": _("Say in a few words what the rows are for. It is kept, and stands in the file.")},
    )  # fmt: skip
