"""The workday calendar for programs: when a limit ends, and which day counts why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import Invalid
from deadlines.calendars import current_calendar
from deadlines.rules import due_on
from deadlines.words import day_reason

FIRST_YEAR, LAST_YEAR, MOST_WORKDAYS = 2004, 2100, 366
OUT_OF_CALENDAR = _("Name a day from 2004 to 2100.")
TOO_MANY = _("Count 0 to 366 workdays.")


class DueQuery(forms.Form):
    workdays = forms.RegexField(
        r"^[+-]?[0-9]{1,9}$",
        error_messages={
            "required": _("Say how many workdays to count: workdays=5."),
            "invalid": _("Write the number of workdays as a whole number, for example 5."),
        },
    )
    start = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Say from which day to count: start=2026-09-18."),
            "invalid": _("Write the day as year-month-day, for example 2026-09-18."),
        },
    )

    def clean_start(self) -> Any:
        start = self.cleaned_data["start"]
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise forms.ValidationError(OUT_OF_CALENDAR)
        return start

    def clean_workdays(self) -> int:
        workdays = int(self.cleaned_data["workdays"])
        if not 0 <= workdays <= MOST_WORKDAYS:
            raise forms.ValidationError(TOO_MANY)
        return workdays


class DaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    counts = serializers.BooleanField()
    reason = serializers.CharField()


class DueSerializer(serializers.Serializer[Any]):
    due_on = serializers.DateField()
    provisional = serializers.BooleanField()
    calendar = serializers.CharField()
    days = DaySerializer(many=True)


class DueView(APIView):
    """When a limit of so many workdays ends; the start day itself is not counted."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="workdays_due",
        parameters=[
            OpenApiParameter("start", {"type": "string", "format": "date"}, required=True),
            OpenApiParameter("workdays", {"type": "integer", "minimum": 0, "maximum": MOST_WORKDAYS}, required=True),
        ],
        responses=DueSerializer,
    )
    def get(self, request: Request) -> Response:
        form = DueQuery(request.query_params)
        if not form.is_valid():
            raise Invalid({name: list(problems) for name, problems in form.errors.items()})
        calendar = current_calendar()
        due = due_on(form.cleaned_data["start"], form.cleaned_data["workdays"], calendar)
        days = [{"date": day.date, "counts": day.counts, "reason": day_reason(day.reason)} for day in due.days]
        return Response(
            {"due_on": due.date, "provisional": due.provisional, "calendar": calendar.version, "days": days}
        )
