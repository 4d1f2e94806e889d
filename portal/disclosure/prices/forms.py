"""The calculator's question: which price, and how much in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.disclosure.prices.rules import PERIODS

MOST = Decimal(100_000_000)
LABELS = {
    "sharp": _("Sharp hours"), "peak": _("Peak hours"), "flat": _("Flat hours, or all"), "valley": _("Valley hours"),
}  # fmt: skip


class BillForm(forms.Form):
    """Everything is in the address, so a result can be kept and sent on."""

    rate = forms.ChoiceField(label=_("Price"))
    basis = forms.ChoiceField(
        label=_("Second part"), required=False,
        choices=[("", _("None")), ("CAPACITY", _("By transformer capacity")), ("DEMAND", _("By highest demand"))],
        help_text=_("Only for prices of two parts."),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Capacity or demand"), required=False, min_value=0, max_value=MOST,
        help_text=_("kVA of the transformer, or kW of the month's highest demand."),
    )  # fmt: skip

    def __init__(self, *args: Any, rates: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rates = {rate["key"]: rate for rate in rates}
        name = "zh" if str(get_language()).startswith("zh") else "en"
        self.fields["rate"].choices = [(rate["key"], rate[name]) for rate in rates]  # type: ignore[attr-defined]
        for period in PERIODS:
            self.fields[period] = forms.DecimalField(
                label=LABELS[period], required=False, min_value=0, max_value=MOST,
                widget=forms.NumberInput({"data-unit": "kWh", "class": "w-12ch", "inputmode": "decimal"}),
            )  # fmt: skip
        self.order_fields(["rate", *PERIODS, "basis", "amount"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rate = self.rates.get(given.get("rate", ""), {})
        if not any(given.get(period) for period in PERIODS):
            self.add_error("flat", _("Say how much you use in a month."))
        if given.get("basis") and "capacity" not in rate:
            self.add_error("basis", _("This price has one part. Choose “None”, or a price of two parts."))
        if rate.get("capacity") and not given.get("basis"):
            self.add_error("basis", _("This price has two parts. Choose what the second is counted by."))
        if given.get("basis") and not given.get("amount"):
            self.add_error("amount", _("Say how many kVA or kW."))
        for period in PERIODS:
            if given.get(period) and rate.get("energy") and period not in rate["energy"]:
                self.add_error(
                    period, _("This price is the same at every hour. Put everything under “Flat hours, or all”.")
                )
        return given

    @property
    def energy_kwh(self) -> dict[str, Decimal]:
        return {period: self.cleaned_data[period] for period in PERIODS if self.cleaned_data.get(period)}
