"""The page of the indices: each standard in its own table, never in one."""

from __future__ import annotations

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
from outages.indices.rules import DLT_836, IEEE_1366

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
    form = ScopeForm(request.GET)
    form.is_valid()
    year, scope = form.year_or(timezone.localdate(at).year), form.scope()
    threshold, days = major_event_days(scope, year, at=at)
    begun, of_year = so_far(months(year), at=at), so_far([whole(year)], at=at)
    tables = [
        {
            "edition": edition, "total": next(iter(told(of_year, edition, scope, at=at)), None),
            "rows": list(zip(begun, told(begun, edition, scope, at=at), strict=True)),
        }
        for edition in (DLT_836, IEEE_1366)
    ]  # fmt: skip
    context = {
        "form": form, "year": year, "tables": tables, "threshold": threshold, "days": days,
        "frequent": frequent(scope, whole(year), more_than=OFTEN, at=at), "often": OFTEN,
    }  # fmt: skip
    return render(request, "indices/page.html", context)
