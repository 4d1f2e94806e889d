"""The workday calendar for programs: when a limit ends, and which day counts why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import Invalid
from deadlines.actions import current_calendar
from deadlines.rules import UnknownDay, due_on
from deadlines.words import day_reason


class DueQuery(forms.Form):
    start = forms.DateField(
        error_messages={
            "required": _("Say from which day to count: start=2026-09-18."),
            "invalid": _("Write the day as year-month-day, for example 2026-09-18."),
        }
    )
    workdays = forms.IntegerField(
        min_value=0, max_value=366,
        error_messages={
            "required": _("Say how many workdays to count: workdays=5."),
            "invalid": _("Write the number of workdays as a whole number, for example 5."),
            "min_value": _("Count 0 to 366 workdays."),
            "max_value": _("Count 0 to 366 workdays."),
        },
    )  # fmt: skip


class DaySerializer(serializers.Serializer):
    date = serializers.DateField()
    counts = serializers.BooleanField()
    reason = serializers.CharField()


class DueSerializer(serializers.Serializer):
    due_on = serializers.DateField()
    provisional = serializers.BooleanField()
    calendar = serializers.CharField()
    days = DaySerializer(many=True)


class DueView(APIView):
    """When a limit of so many workdays ends; the start day itself is not counted."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="workdays_due",
        parameters=[OpenApiParameter("start", str, required=True), OpenApiParameter("workdays", int, required=True)],
        responses=DueSerializer,
    )
    def get(self, request: Request) -> Response:
        form = DueQuery(request.query_params)
        if not form.is_valid():
            raise Invalid(form.errors)
        calendar = current_calendar()
        try:
            due = due_on(form.cleaned_data["start"], form.cleaned_data["workdays"], calendar)
        except UnknownDay:
            raise Invalid({"start": [_("The calendar covers %(first)d to %(last)d.") % {"first": calendar.first_year, "last": calendar.last_year}]}) from None  # fmt: skip
        return Response(
            {
                "due_on": due.date,
                "provisional": due.provisional,
                "calendar": calendar.version,
                "days": [{"date": day.date, "counts": day.counts, "reason": day_reason(day.reason)} for day in due.days],
            }
        )
