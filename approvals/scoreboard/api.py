"""The scoreboard for programs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import Invalid, NotAllowed
from approvals.choices import Department
from approvals.scoreboard.forms import PeriodForm
from approvals.scoreboard.queries import lines
from approvals.scoreboard.views import departments_of


class LineSerializer(serializers.Serializer[Any]):
    """One authority. Times are workdays from the whole package to the decision."""

    department = serializers.CharField()
    name = serializers.SerializerMethodField()
    granted = serializers.IntegerField()
    refused = serializers.IntegerField()
    pending = serializers.IntegerField()
    overdue = serializers.IntegerField()
    corrections = serializers.IntegerField()
    share_in_time = serializers.FloatField(allow_null=True)
    median_workdays = serializers.FloatField(allow_null=True)
    p90_workdays = serializers.IntegerField(allow_null=True)

    def get_name(self, line: Any) -> str:
        return str(Department(line.department).label)


class BoardSerializer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    authorities = LineSerializer(many=True)


class Scoreboard(APIView):
    """Granted, median and 90th percentile, overdue now, questions asked: one line an authority."""

    @extend_schema(
        operation_id="authorities_scoreboard", responses=BoardSerializer,
        parameters=[OpenApiParameter("since", str), OpenApiParameter("until", str)],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        departments = departments_of(request.user)
        if not departments:
            raise NotAllowed
        now = timezone.now()
        form = PeriodForm(request.query_params, today=timezone.localdate(now))
        if not form.is_valid():
            raise Invalid(form.errors)
        found = lines(**form.cleaned_data, at=now, departments=departments)
        return Response(BoardSerializer({**form.cleaned_data, "authorities": found}).data)
