"""Input of the survey and of the plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.choices import NotOnSpot
from applications.forms import LinesField, PointsField, VerbForm
from gridhealth.choices import Crs
from gridhealth.models import Feeder, TransformerArea
from gridhealth.rules import WrongDatum, refuse_unless_surveyed

METHODS = [("TAPE", _("Measuring tape or wheel")), ("RTK", _("Satellite survey (RTK)")), ("MAP", _("Drawn on the map"))]
VISIT = timedelta(hours=2)


class BookForm(VerbForm):
    booked_from = forms.DateTimeField(
        label=_("When shall we come?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("We keep two hours free from then on. You can move the visit."),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        begins = self.cleaned_data["booked_from"]
        return {"booked_from": begins, "booked_until": begins + VISIT}


class SurveyForm(VerbForm):
    """What two surveyors bring back: who went, the route, the point, and what differs from the application."""

    surveyors = LinesField(label=_("Surveyors"), help_text=_("Two names, one a line."), widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip
    method = forms.ChoiceField(label=_("How was the length measured?"), choices=METHODS)
    route_length_m = forms.DecimalField(
        label=_("Length of the route outside the boundary (m)"), required=False, min_value=0, max_digits=9,
        decimal_places=3, help_text=_("Along the planned line, horizontally. Left empty, the drawn line is measured."),
    )  # fmt: skip
    route = PointsField(label=_("Route"), required=False)
    crs = forms.ChoiceField(label=_("Datum"), choices=Crs.choices, required=False, initial=Crs.CGCS2000)
    latitude = forms.DecimalField(label=_("Latitude of the connection point"), max_digits=9, decimal_places=6, required=False)  # fmt: skip
    longitude = forms.DecimalField(label=_("Longitude of the connection point"), max_digits=9, decimal_places=6, required=False)  # fmt: skip
    area = forms.ModelChoiceField(
        label=_("Transformer area"),
        queryset=TransformerArea.objects.order_by("code"),
        to_field_name="code",
        required=False,
    )
    feeder = forms.ModelChoiceField(
        label=_("Feeder"), queryset=Feeder.objects.order_by("code"), to_field_name="code", required=False
    )
    permits_needed = forms.MultipleChoiceField(
        label=_("Permits this route needs"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[
            ("PLANNING", _("Planning")), ("GREENING", _("Public green")), ("ROAD_ADMINISTRATION", _("Road administration")),
            ("ROAD_OCCUPATION", _("Road occupation and excavation")),
        ],
    )  # fmt: skip
    needs_no_permit = forms.BooleanField(
        label=_("The route needs none of these permits"), required=False,
        help_text=_("Without a tick here and above, all four are asked for."),
    )  # fmt: skip
    in_urban_planned_land = forms.BooleanField(label=_("The site lies in planned urban land"), required=False)
    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000
    )

    def clean_surveyors(self) -> list[str]:
        if len(self.cleaned_data["surveyors"]) < 2:
            raise forms.ValidationError(_("A survey is made by two persons. Enter both names."))
        return self.cleaned_data["surveyors"]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if data.get("route_length_m") is None and len(data.get("route") or []) < 2:
            self.add_error("route_length_m", _("Enter the measured length, or draw the route on the map."))
        if not data.get("area") and not data.get("feeder"):
            self.add_error("area", _("Choose the transformer area or the feeder the supply comes from."))
        try:
            refuse_unless_surveyed(data.get("crs") or Crs.CGCS2000)
        except WrongDatum as error:
            self.add_error("crs", str(error))
        return data

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        nothing_said = not given["permits_needed"] and not given["needs_no_permit"]
        permits = None if nothing_said else given["permits_needed"]
        return {"measured": {**given, "permits_needed": permits, "crs": given.get("crs") or Crs.CGCS2000}}


class TermsForm(VerbForm):
    """The content of a supply plan, or of the technical decision where no plan is needed."""

    connection_point = forms.CharField(label=_("Connection point"), max_length=200)
    supply_arrangement = forms.CharField(
        label=_("Phases and voltage"), max_length=100, help_text=_("For example: three phases, 380 V")
    )
    metering = forms.CharField(label=_("Meter and its place"), max_length=200)
    ownership_boundary = forms.CharField(label=_("Where our line ends and yours begins"), max_length=200)
    remark = forms.CharField(label=_("Further terms"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return {"terms": dict(self.cleaned_data)}


class DraftPlanForm(TermsForm):
    not_on_spot = forms.ChoiceField(
        label=_("Why it was not answered at the survey"),
        required=False,
        choices=[("", _("Not applicable")), *NotOnSpot.choices],
    )


class ConfirmLengthForm(VerbForm):
    length_m = forms.DecimalField(label=_("Length that counts (m)"), min_value=0, max_digits=9, decimal_places=3)
    reason = forms.CharField(label=_("How was it checked?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class InvestmentForm(VerbForm):
    company_pays = forms.TypedChoiceField(
        label=_("Who pays up to the boundary?"), coerce=lambda value: value in (True, "true", "True"),
        choices=[("true", _("The company")), ("false", _("As agreed with the customer"))], widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("On which ground?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
