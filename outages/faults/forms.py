"""Input of faults."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import SupplyPoint
from gridhealth.models import TransformerArea
from gridhealth.queries import nearest
from outages.choices import Cause
from outages.faults.photos import redrawn
from outages.faults.reporting import HERE_M
from outages.models import WHERE, Crew, Outage, OutageQuerySet


class VerbForm(forms.Form):
    """Nothing to fill in, until a verb asks."""

    def know(self, outage: Outage) -> None:
        """Narrow the choices to this outage."""


class CrewForm(VerbForm):
    crew = forms.ModelChoiceField(
        label=_("Crew"), queryset=Crew.objects.select_related("user", "cell"), empty_label=_("Choose one")
    )

    def know(self, outage: Outage) -> None:
        self.fields["crew"].initial = Crew.objects.filter(cell=outage.cell_id).first()

    def clean_crew(self) -> Any:
        return self.cleaned_data["crew"].user


class ArriveForm(VerbForm):
    """Where the phone stands, if it tells: the browser fills it in."""

    longitude = forms.DecimalField(
        required=False, max_digits=9, decimal_places=6, min_value=73, max_value=136, widget=forms.HiddenInput
    )
    latitude = forms.DecimalField(
        required=False, max_digits=9, decimal_places=6, min_value=3, max_value=54, widget=forms.HiddenInput
    )


class FindingForm(VerbForm):
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[("", _("Choose one")), *(one for one in Cause.choices if one[0] != Cause.UNKNOWN)],
    )
    finding = forms.CharField(label=_("What was found"), max_length=200)
    photo = forms.FileField(
        label=_("Photo"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip

    def clean_photo(self) -> Any:
        given = self.cleaned_data["photo"]
        return redrawn(given) if given else None


class EstimateForm(VerbForm):
    back_at = forms.DateTimeField(
        label=_("Power is expected back"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class RestoreForm(VerbForm):
    area = forms.ModelChoiceField(
        label=_("Which part"), queryset=TransformerArea.objects.none(), required=False, empty_label=_("Everywhere")
    )

    def know(self, outage: Outage) -> None:
        dark = outage.parts.dark().values("area")
        self.fields["area"].queryset = TransformerArea.objects.filter(pk__in=dark).order_by("code")  # type: ignore[attr-defined]


class ReasonForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(VerbForm):
    into = forms.ModelChoiceField(
        label=_("Into which outage"), queryset=Outage.objects.none(), empty_label=_("Choose one")
    )

    def know(self, outage: Outage) -> None:
        others = self.others(outage).select_related("timeline", *WHERE)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
        self.fields["into"].label_from_instance = lambda one: f"{one.number} {one.where}"  # type: ignore[attr-defined]

    def others(self, outage: Outage) -> OutageQuerySet:
        return Outage.objects.beside(outage).filter(major_at=None)


class ReviewForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What was learned")


class UpgradeForm(MergeForm, ReasonForm):
    field_order = ("into", "reason")

    def others(self, outage: Outage) -> OutageQuerySet:
        return Outage.objects.covering(outage)


class LocateForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Which place the caller means"), queryset=TransformerArea.objects.order_by("name"),
        empty_label=_("Choose the village or street"),
    )  # fmt: skip


class ReportForm(forms.Form):
    account_no = forms.RegexField(
        r"^\s*(\d{10}|\d{13})\s*$", label=_("Account number"), required=False,
        help_text=_("It stands on your bill and on your meter: 10 or 13 digits."),
        error_messages={"invalid": _("An account number has 10 or 13 digits. Please check it.")},
    )  # fmt: skip
    area = forms.ModelChoiceField(
        label=_("Or the place"), queryset=TransformerArea.objects.order_by("name"), required=False,
        empty_label=_("Choose the village or street"),
    )  # fmt: skip
    account_no.is_needed = area.is_needed = True  # type: ignore[attr-defined]  # one of the two is
    longitude = forms.DecimalField(required=False, min_value=73, max_value=136, widget=forms.HiddenInput)
    latitude = forms.DecimalField(required=False, min_value=3, max_value=54, widget=forms.HiddenInput)

    def clean_account_no(self) -> str:
        return str(self.cleaned_data["account_no"]).strip()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        number = given.get("account_no")
        given["point"] = SupplyPoint.objects.filter(account_no=number, closed_at=None).first() if number else None
        if not number and not given.get("area") and given.get("longitude") and given.get("latitude"):
            given["area"] = self._nearest(given["longitude"], given["latitude"])
        if number and given["point"] is None:
            self.add_error("account_no", _("Nobody has this number. Check it, or choose the place."))
        elif not number and not given.get("area") and not self.errors:
            self.add_error("account_no", _("Give the account number, or choose the place."))
        return given

    def _nearest(self, longitude: Any, latitude: Any) -> TransformerArea | None:
        """The transformer that most likely feeds the place where the phone stands."""
        found = nearest(latitude, longitude, among=TransformerArea.objects, reach_m=HERE_M)
        if not found:
            self.add_error(None, _("No line of ours is near this place. Choose the village or street."))
        return found[0].target if found else None
