"""Input of planned work."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.models import Feeder, TransformerArea
from outages.planned.choices import LiveMethod, WorkKind


def moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


def words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ProposeForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of work"), choices=WorkKind.choices, widget=forms.RadioSelect)
    summary = forms.CharField(label=_("What is done"), max_length=200)
    feeder = forms.ModelChoiceField(
        label=_("Line"), queryset=Feeder.objects.order_by("code"), empty_label=_("Choose one")
    )
    areas = forms.CharField(
        label=_("Transformers"), required=False,
        help_text=_("Their codes, one after the other. Empty: the whole line."),
    )  # fmt: skip
    starts_at = moment(_("Start"))
    ends_at = moment(_("End"))
    case = forms.CharField(label=_("For application (number)"), required=False, max_length=40)

    def clean_areas(self) -> list[TransformerArea]:
        codes = {code for code in re.split(r"[\s,，、;；]+", self.cleaned_data["areas"].upper()) if code}
        found = list(TransformerArea.objects.filter(code__in=codes))
        if missing := codes - {area.code for area in found}:
            raise forms.ValidationError(_("Nobody knows %(codes)s."), params={"codes": ", ".join(sorted(missing))})
        return found


class VerbForm(forms.Form):
    """Nothing to fill in."""


class LiveForm(VerbForm):
    live_method = forms.ChoiceField(
        label=_("How it is done live"), choices=[("", _("Choose one")), *LiveMethod.choices]
    )  # fmt: skip


class RequestForm(VerbForm):
    why_not_live = words(_("Why it cannot be done live"))


class ReasonForm(VerbForm):
    reason = words(_("Reason"))


class ReviewForm(VerbForm):
    reason = words(_("How it went"))


class NewTimeForm(ReasonForm):
    field_order = ("starts_at", "ends_at", "reason")
    starts_at = moment(_("New start"))
    ends_at = moment(_("New end"))


class WeatherForm(VerbForm):
    starts_at = moment(_("New start"))
    ends_at = moment(_("New end"))
    wind_ms = forms.DecimalField(label=_("Wind (m/s)"), min_value=0, max_digits=4, decimal_places=1)
    humidity = forms.DecimalField(label=_("Humidity (%)"), min_value=0, max_value=100, max_digits=4, decimal_places=1)
    is_raining = forms.BooleanField(label=_("Rain or snow"), required=False)
    has_lightning = forms.BooleanField(label=_("Lightning"), required=False)


class LaterStartForm(ReasonForm):
    field_order = ("starts_at", "reason")
    starts_at = moment(_("New start"))


class LaterEndForm(ReasonForm):
    field_order = ("ends_at", "reason")
    ends_at = moment(_("New end"))
