"""Reliability indices for programs: one standard an answer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import Invalid
from outages.indices.queries import months, so_far, told, whole
from outages.indices.rules import EDITIONS
from outages.indices.views import ScopeForm, officers_only


class IndicesSerializer(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    served = serializers.IntegerField()
    saidi = serializers.DecimalField(max_digits=18, decimal_places=6)
    saifi = serializers.DecimalField(max_digits=18, decimal_places=6)
    caidi = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    caifi = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    asai = serializers.DecimalField(max_digits=9, decimal_places=6)
    maifi = serializers.DecimalField(max_digits=18, decimal_places=6)


class ReliabilitySerializer(serializers.Serializer[Any]):
    standard = serializers.CharField()
    unit = serializers.CharField()
    counts = serializers.CharField()
    year = IndicesSerializer(allow_null=True)
    months = IndicesSerializer(many=True)


class ReliabilityIndices(APIView):
    @extend_schema(
        operation_id="reliability_indices",
        parameters=[OpenApiParameter(name, str) for name in ("standard", "year", "cell", "feeder")],
        responses=ReliabilitySerializer,
    )
    def get(self, request: Request) -> Response:
        officers_only(request.user)
        form, edition = ScopeForm(request.query_params), EDITIONS.get(request.query_params.get("standard", "dlt836"))
        if edition is None:
            raise Invalid({"standard": [_("Choose dlt836 or ieee1366; they are never mixed.")]})
        if not form.is_valid():
            raise Invalid(form.errors)
        at, scope = timezone.now(), form.scope()
        year = form.year_or(timezone.localdate(at).year)
        periods = so_far([whole(year)], at=at) + so_far(months(year), at=at)
        rows = zip(periods, told(periods, edition, scope, at=at), strict=True)
        found = [{"start": period.start, "end": period.end, **vars(one)} for period, one in rows if one]
        unit = "h" if edition.splits_periods else "min"
        body = {
            "standard": edition.name, "unit": unit, "year": found[0] if found else None, "months": found[1:],
            "counts": "customers" if edition.counts_customers else "transformers",
        }  # fmt: skip
        return Response(ReliabilitySerializer(body).data)
