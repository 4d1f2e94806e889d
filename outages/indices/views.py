"""The page of the indices: each standard in its own table, never in one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.refusals import Hidden
from accounts.roles import Role
from gridhealth.models import Feeder, GridCell
from outages.indices.queries import Scope, frequent, major_event_days, months, so_far, told, whole
from outages.indices.rules import DLT_836, IEEE_1366, Edition, Period

OFTEN = 3


class ScopeForm(forms.Form):
    """Which year, and which part of the county."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, required=False)
    cell = forms.ModelChoiceField(
        label=_("Cell"),
        queryset=GridCell.objects.order_by("code"),
        required=False,
        to_field_name="code",
        empty_label=_("All"),
    )
    feeder = forms.ModelChoiceField(
        label=_("Line"),
        queryset=Feeder.objects.order_by("code"),
        required=False,
        to_field_name="code",
        empty_label=_("All"),
    )

    def scope(self) -> Scope:
        return Scope(self.cleaned_data.get("feeder"), self.cleaned_data.get("cell"))

    def year_or(self, this: int) -> int:
        return self.cleaned_data.get("year") or this


def officers_only(user: Any) -> None:
    if not user.is_staff or not user.roles - {Role.GOV}:
        raise Hidden


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    officers_only(request.user)
    at = timezone.now()
    this_year = timezone.localdate(at).year
    form = ScopeForm({"year": this_year, **request.GET.dict()})
    form.is_valid()
    year, scope = form.year_or(this_year), form.scope()
    served = scope.served()
    users = served[IEEE_1366.key]
    threshold, days = major_event_days(scope, year, at=at, served=users)
    often = frequent(scope, whole(year), more_than=OFTEN, at=at)
    periods = so_far([whole(year)], at=at) + so_far(months(year), at=at)
    tables = [_table(edition, periods, scope, served[edition.key], at) for edition in (DLT_836, IEEE_1366)]
    context = {
        "form": form, "year": year, "tables": tables, "threshold": threshold, "days": days, "frequent": often,
        "often": OFTEN, "cemi": Decimal(sum(customers for *_area, customers in often)) / users if users else None,
        "earlier": year - 1, "later": year + 1 if year < this_year else None,
    }  # fmt: skip
    return render(request, "indices/page.html", context)


def _table(edition: Edition, periods: list[Period], scope: Scope, served: int, at: datetime) -> dict[str, Any]:
    """One standard's year and months; the year is the first of the periods."""
    found = told(periods, edition, scope, at=at, served=served)
    rows = list(zip(periods[1:], found[1:], strict=True))
    return {"edition": edition, "served": served, "total": found[0] if found else None, "rows": rows}
