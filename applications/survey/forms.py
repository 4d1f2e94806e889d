"""Input of the survey and of the plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.choices import NotOnSpot
from applications.forms import LinesField, PointsField, VerbForm
from applications.stages import Stage
from applications.survey.photos import PhotosField
from applications.survey.places import first_terms, nearby
from applications.survey.routes import RouteFault, in_cgcs2000, read_route
from approvals.choices import PermitKind
from approvals.zones.queries import needed_by
from customers.calendar import free
from customers.calendar import rules as slots
from gridhealth.choices import Crs
from gridhealth.models import Feeder, TransformerArea
from gridhealth.rules import WrongDatum, refuse_unless_surveyed

METHODS = [("TAPE", _("Measuring tape or wheel")), ("RTK", _("Satellite survey (RTK)")), ("MAP", _("Drawn on the map"))]


class BookForm(VerbForm):
    """When to come. People choose one of the free times; a program may name any other."""

    template_name = "survey/book_form.html"
    booked_from = forms.DateTimeField(
        label=_("When shall we come?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("We keep two hours free from then on. You can move the visit."),
        error_messages={"required": _("Choose one of the times.")},
    )  # fmt: skip
    days: list[slots.DayOfSlots] = []

    def know(self, application: Any, *, at: datetime) -> None:
        self.days = free.slots_of(application.manager, at=at, besides=application.timeline)

    def arguments(self) -> dict[str, Any]:
        begins, ends = slots.slot(self.cleaned_data["booked_from"])
        return {"booked_from": begins, "booked_until": ends}


def _place(label: Any, most: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=9, decimal_places=6, min_value=-most, max_value=most, required=False
    )


class SurveyForm(VerbForm):
    """What two surveyors bring back: who went, the route, the point, and what differs from the application."""

    surveyors = LinesField(
        label=_("Surveyors"), help_text=_("Two names, one a line."), widget=forms.Textarea(attrs={"rows": 2})
    )
    method = forms.ChoiceField(
        label=_("How was the length measured?"), choices=METHODS, widget=forms.RadioSelect, initial="TAPE"
    )
    route_length_m = forms.DecimalField(
        label=_("Length of the route outside the boundary"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"data-unit": "m", "class": "w-8ch", "inputmode": "decimal"}),
        help_text=_(
            "From the connection point to the site boundary, along the line, horizontally. A trench counts once."
        ),
    )
    route = PointsField(label=_("Route"), required=False)
    route_file = forms.FileField(
        label=_("Route from a file"), required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.kml,.csv"}),
        help_text=_("GeoJSON, KML, or a table (CSV) with longitude and latitude. It replaces the drawn line."),
    )  # fmt: skip
    crs = forms.ChoiceField(
        label=_("Datum of the coordinates"), choices=Crs.choices, required=False, initial=Crs.CGCS2000,
        help_text=_("Coordinates of a public map are converted; near the limit such a line does not decide."),
    )  # fmt: skip
    latitude = _place(_("Latitude of the connection point"), 90)
    longitude = _place(_("Longitude of the connection point"), 180)
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
        label=_("Permits this route needs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=PermitKind.choices,
        help_text=_("Tick what the route touches. None: nothing has to be asked of anybody."),
    )
    permits_reason = forms.CharField(
        label=_("Why other permits than the zones say?"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only when you tick something else than the zones the route crosses ask for."),
    )  # fmt: skip
    in_urban_planned_land = forms.BooleanField(label=_("The site lies in planned urban land"), required=False)
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_(
            "Connection point, route, place of the meter. Time and place are kept, everything else is removed."
        ),
    )
    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000
    )

    def know(self, application: Any, *, at: datetime) -> None:
        """Only what can feed this supply is offered, the nearest first."""
        kind, other = ("area", "feeder") if application.is_low_voltage else ("feeder", "area")
        del self.fields[other]
        near = nearby(application)
        self.fields[kind].required = True
        self.fields[kind].choices = [  # type: ignore[attr-defined]
            ("", "---------"),
            *((one.code, str(one)) for one in near),
        ]
        self.initial.setdefault(kind, near[0].code if near else "")
        facts = application.facts
        permits = list(PermitKind) if facts.permits_needed is None else facts.permits_needed
        self.initial.setdefault("permits_needed", [str(kind) for kind in permits])
        self.initial.setdefault("in_urban_planned_land", facts.in_urban_planned_land)

    def clean_surveyors(self) -> list[str]:
        names: list[str] = self.cleaned_data["surveyors"]
        if len(names) < 2:
            raise forms.ValidationError(_("A survey is made by two persons. Enter both names."))
        return names

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        self._place(data)
        is_drawn = len(data.get("route") or []) >= 2
        if data.get("method") == "MAP" and is_drawn:
            data["route_length_m"] = None  # what the phone worked out is only shown; the line itself is measured again
        if data.get("route_length_m") is None and not is_drawn and "route_length_m" not in self.errors:
            self.add_error("route_length_m", _("Enter the measured length, or draw the route on the map."))
        if not data.get("area") and not data.get("feeder") and not {"area", "feeder"} & set(self.errors):
            name = "area" if "area" in self.fields else "feeder"
            self.add_error(name, _("Choose the transformer area or the feeder the supply comes from."))
        self._ask_why(data)
        return data

    def _place(self, data: dict[str, Any]) -> None:
        """Everything that was given in one datum, in the one we keep; the file before the drawn line."""
        given = data["given_crs"] = data.get("crs") or Crs.CGCS2000
        try:
            if data.get("route_file"):
                data["route"] = [list(point) for point in read_route(data["route_file"].read(), given).points]
            if data.get("method") == "RTK":
                refuse_unless_surveyed(given)
        except RouteFault as fault:
            self.add_error("route_file", str(fault.args[0]))
            return
        except WrongDatum as error:
            self.add_error("crs", str(error))
            return
        data |= in_cgcs2000(data, given)

    def _ask_why(self, data: dict[str, Any]) -> None:
        """Ticks that contradict the zones on file need a reason; a program that ticks nothing takes what they say."""
        if self.errors or not self._ticks_count():
            return
        found = needed_by(data.get("route") or [], data["crs"], on=timezone.localdate())
        ticked = data.get("permits_needed") or []
        if found.differs(ticked) and not data.get("permits_reason"):
            crossed = ", ".join(f"{one.name} ({PermitKind(one.kind).label})" for one in found.crossed)
            told = _("The route crosses: %(zones)s. Tick what that needs, or say below why not.")
            none = _("The route crosses no zone on file. Tick nothing of it, or say below why you do.")
            self.add_error("permits_needed", told % {"zones": crossed} if crossed else none)

    def _ticks_count(self) -> bool:
        """On the page an empty list was looked at; a program that does not name them knows nothing of them."""
        return "permits_needed" in self.data or isinstance(self.data, QueryDict)

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given.pop("route_file", None)
        if not self._ticks_count():
            given["permits_needed"] = None
        return {"measured": {**given, "crs": given.get("crs") or Crs.CGCS2000}}


class TermsForm(VerbForm):
    """The content of a supply plan, or of the technical decision where no plan is needed."""

    connection_point = forms.CharField(label=_("Connection point"), max_length=200)
    supply_arrangement = forms.CharField(
        label=_("Phases and voltage"), max_length=100, help_text=_("For example: three phases, 380 V")
    )
    metering = forms.CharField(label=_("Meter and its place"), max_length=200)
    ownership_boundary = forms.CharField(label=_("Where our line ends and yours begins"), max_length=200)
    remark = forms.CharField(
        label=_("Further terms"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )

    def know(self, application: Any, *, at: datetime) -> None:
        for name, words in first_terms(application).items():
            self.initial.setdefault(name, words)

    def arguments(self) -> dict[str, Any]:
        return {"terms": dict(self.cleaned_data)}


class DraftPlanForm(TermsForm):
    not_on_spot = forms.ChoiceField(
        label=_("Why it was not answered at the survey"),
        required=False,
        choices=[("", _("Not applicable")), *NotOnSpot.choices],
        error_messages={"required": _("This supply can be answered at the survey. Say why it was not.")},
    )

    def expect(self, application: Any) -> None:
        """What could have been answered on the spot, and was not, has its reason on record."""
        self.fields["not_on_spot"].required = application.stage == Stage.SURVEYED and application.plan_mode == "ON_SITE"


class ConfirmLengthForm(VerbForm):
    length_m = forms.DecimalField(label=_("Length that counts (m)"), min_value=0, max_digits=9, decimal_places=3)
    reason = forms.CharField(label=_("How was it checked?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class InvestmentForm(VerbForm):
    company_pays = forms.TypedChoiceField(
        label=_("Who pays up to the boundary?"), coerce=lambda value: value in (True, "true", "True"),
        choices=[("true", _("The company")), ("false", _("As agreed with the customer"))], widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("On which ground?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
