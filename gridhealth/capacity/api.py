"""Capacity at a point for everybody signed in; lines, areas and cells with what they still have, for the staff."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import Invalid
from gridhealth import queries
from gridhealth.actions import LARGEST_KVA
from gridhealth.capacity.forms import CapacityForm
from gridhealth.capacity.queries import at_point
from gridhealth.flow.queries import flows
from gridhealth.guards import officers_only
from gridhealth.models import Feeder, GridCell, TransformerArea


class CapacitySerializer(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=["yes", "part", "wait", "survey"])
    words = serializers.CharField()
    applied_kva = serializers.DecimalField(max_digits=12, decimal_places=2)
    firm_kva_now = serializers.DecimalField(max_digits=12, decimal_places=2)
    full_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class Capacity(APIView):
    @extend_schema(
        operation_id="grid_capacity", tags=["grid"], responses=CapacitySerializer,
        parameters=[OpenApiParameter(name, str) for name in ("lat", "lon", "kva", "voltage")],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Can so much be connected here, how much now, and what stands in the way."""
        form = CapacityForm(request.query_params)
        if not form.is_valid():
            raise Invalid({name: list(problems) for name, problems in form.errors.items()})
        return Response(CapacitySerializer(at_point(**form.cleaned_data, at=timezone.now())).data)


class CellSerializer(serializers.Serializer[Any]):
    mrid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class AreaSerializer(CellSerializer):
    feeder = serializers.CharField(source="feeder.code")
    rated_kva = serializers.DecimalField(max_digits=10, decimal_places=2)
    peak_kva = serializers.DecimalField(max_digits=10, decimal_places=2)
    peak_on = serializers.DateField()


class FeederSerializer(CellSerializer):
    cell = serializers.CharField(source="cell.code")
    voltage_kv = serializers.DecimalField(max_digits=6, decimal_places=2)
    current_limit_a = serializers.DecimalField(max_digits=8, decimal_places=2)
    peak_kw = serializers.DecimalField(max_digits=12, decimal_places=2)
    peak_on = serializers.DateField()


class FlowSerializer(serializers.Serializer[Any]):
    has_converged = serializers.BooleanField()
    lowest_pu = serializers.FloatField(allow_null=True)
    highest_loading = serializers.FloatField(allow_null=True)
    losses_kw = serializers.FloatField(allow_null=True)


class FeederFlowSerializer(FeederSerializer):
    open_kva = serializers.DecimalField(max_digits=12, decimal_places=2)
    peak = FlowSerializer()
    valley = FlowSerializer()
    peak_with_more = FlowSerializer(allow_null=True)


class ByCode(CursorPagination):
    ordering = "code"
    page_size = 100


class NetworkList(APIView):
    """One kind of object, page by page."""

    rows: QuerySet[Any]
    serializer: type[serializers.Serializer[Any]]

    def get(self, request: Request) -> Response:
        officers_only(request.user)
        pages = ByCode()
        found = pages.paginate_queryset(self.rows.all(), request, self)
        return pages.get_paginated_response(self.serializer(found, many=True).data)


@extend_schema(operation_id="grid_cells", tags=["grid"], responses=CellSerializer(many=True))
class Cells(NetworkList):
    rows, serializer = GridCell.objects.all(), CellSerializer


@extend_schema(operation_id="grid_areas", tags=["grid"], responses=AreaSerializer(many=True))
class Areas(NetworkList):
    rows, serializer = TransformerArea.objects.select_related("feeder"), AreaSerializer


@extend_schema(operation_id="grid_feeders", tags=["grid"], responses=FeederSerializer(many=True))
class Feeders(NetworkList):
    rows, serializer = Feeder.objects.select_related("cell"), FeederSerializer


class MoreForm(forms.Form):
    """What if so much were added?"""

    add_kva = forms.DecimalField(required=False, min_value=Decimal(0), max_value=LARGEST_KVA)


class OneFeeder(APIView):
    @extend_schema(
        operation_id="grid_feeder", tags=["grid"], responses=FeederFlowSerializer,
        parameters=[OpenApiParameter("add_kva", str)],
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """One line with its room, its power flow, and its power flow if `add_kva` more hung at its end."""
        officers_only(request.user)
        form = MoreForm(request.query_params)
        if not form.is_valid():
            raise Invalid({name: list(problems) for name, problems in form.errors.items()})
        feeder = get_object_or_404(Feeder.objects.select_related("cell", "main_transformer"), code=code)
        [now], more = flows([feeder]), form.cleaned_data["add_kva"]
        feeder.peak, feeder.valley = now.peak, now.valley
        feeder.peak_with_more = flows([feeder], more_kva=more)[0].peak if more else None
        feeder.open_kva = queries.open_capacity_kva(feeder, at=timezone.now())
        return Response(FeederFlowSerializer(feeder).data)
