"""The supervision figures for programs: what the page shows, with the definitions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import Invalid
from portal.dashboards import summary
from portal.dashboards.access import supervisors_only
from portal.dashboards.definitions import DEFINITIONS
from portal.dashboards.forms import BY, ViewForm


class NowSerializer(serializers.Serializer[Any]):
    """Open cases by light."""

    cases = serializers.IntegerField()
    overdue = serializers.IntegerField()
    today = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    likely = serializers.IntegerField()


class NowRowSerializer(NowSerializer):
    key = serializers.CharField(allow_null=True)
    word = serializers.CharField()


class FinishedSerializer(serializers.Serializer[Any]):
    """Cases with power. Days are workdays, shares lie between 0 and 1; null: nothing to tell, or too few."""

    cases = serializers.IntegerField()
    on_time = serializers.IntegerField(allow_null=True)
    every_stage = serializers.IntegerField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)
    company = serializers.FloatField(allow_null=True)
    government = serializers.FloatField(allow_null=True)
    customer = serializers.FloatField(allow_null=True)
    ratings = serializers.IntegerField()
    mean_score = serializers.FloatField(allow_null=True)
    on_time_share = serializers.FloatField(allow_null=True)
    every_stage_share = serializers.FloatField(allow_null=True)
    content_share = serializers.FloatField(allow_null=True)


class FinishedRowSerializer(FinishedSerializer):
    key = serializers.CharField(allow_null=True)
    word = serializers.CharField()


class MonthSerializer(FinishedSerializer):
    month = serializers.DateField()
    arrivals = serializers.IntegerField()


class StepSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    word = serializers.CharField()
    owner = serializers.CharField()
    cases = serializers.IntegerField()
    kept = serializers.IntegerField()
    promise = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)


class SummarySerializer(serializers.Serializer[Any]):
    counted_at = serializers.DateTimeField(allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField()
    by = serializers.CharField()
    now = NowSerializer()
    now_by = NowRowSerializer(many=True)
    finished = FinishedSerializer()
    before = FinishedSerializer()
    finished_by = FinishedRowSerializer(many=True)
    arrived = serializers.DictField(child=serializers.IntegerField())
    months = MonthSerializer(many=True)
    steps = StepSerializer(many=True)
    undelivered = serializers.IntegerField()
    definitions = serializers.DictField(child=serializers.CharField())


class SupervisionSummary(APIView):
    """Open cases by light now, and what was finished in a period, with the period before it."""

    @extend_schema(
        operation_id="supervision_summary",
        parameters=[
            OpenApiParameter("period", str, enum=["30", "90", "365"]),
            OpenApiParameter("first", str),
            OpenApiParameter("last", str),
            OpenApiParameter("by", str, enum=[name for name, _label in BY]),
        ],
        responses=SummarySerializer,
    )
    def get(self, request: Request) -> Response:
        supervisors_only(request.user)
        at = timezone.now()
        form = ViewForm(request.query_params, today=timezone.localdate(at))
        if not form.is_valid():
            raise Invalid(form.errors)
        found = summary.gathered(form.dimension, form.chosen, at=at)
        told = {str(key): str(text) for key, _word, text in DEFINITIONS}
        period = {"first": form.chosen.first, "last": form.chosen.last, "by": form.dimension.name}
        return Response(SummarySerializer({**found, **period, "definitions": told}).data)
