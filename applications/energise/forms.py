"""Input of contract, meter, power and visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from applications.choices import FaultOwner
from applications.forms import RemarkForm, VerbForm
from applications.rulebook.reading import rules_in_force
from applications.rules.decision import plain
from applications.survey.letters import TARIFFS
from applications.survey.places import LETTER_LANGUAGE
from applications.survey.wording import measured
from customers.choices import Score, VisitChannel


class ContractForm(VerbForm):
    contract_capacity = forms.CharField(label=_("Contract capacity"), max_length=60)
    price_class = forms.CharField(label=_("Price"), max_length=100)
    quality = forms.CharField(
        label=_("Special terms"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )

    def know(self, application: Any, *, at: datetime) -> None:
        """What the application says already, in the language of the letter."""
        facts, rules = application.facts, rules_in_force(timezone.localdate(at))
        with translation.override(LETTER_LANGUAGE):
            capacity = measured(plain(facts.total(rules.lv_power_factor)), facts.unit)
            self.initial.setdefault("contract_capacity", capacity)
            self.initial.setdefault("price_class", str(TARIFFS[facts.tariff_class.value]))

    def arguments(self) -> dict[str, Any]:
        return {"terms": dict(self.cleaned_data)}


class MeterForm(VerbForm):
    asset_no = forms.CharField(
        label=_("Number on the meter"), max_length=22,
        validators=[RegexValidator(r"^\d{10,22}$", _("Type the 10 to 22 digits printed on the meter."))],
    )  # fmt: skip
    first_reading_kwh = forms.DecimalField(label=_("First reading (kWh)"), min_value=0, max_digits=12, decimal_places=2)


class EnergiseForm(RemarkForm):
    is_safe = forms.BooleanField(
        label=_("Checked: nobody works on the line, earthing is off, phases and protection are right"),
        error_messages={"required": _("Nothing is switched on before it is checked. Tick this when it is done.")},
    )
    field_order = ("is_safe", "remark")


class FailForm(VerbForm):
    fault_owner = forms.ChoiceField(label=_("Whose fault is it?"), choices=FaultOwner.choices, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class VisitForm(VerbForm):
    channel = forms.ChoiceField(label=_("How"), choices=VisitChannel.choices)
    remark = forms.CharField(
        label=_("What the customer said"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )


class RateForm(VerbForm):
    score = forms.TypedChoiceField(
        label=_("How did we do?"), choices=Score.choices, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Anything to add?"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )
