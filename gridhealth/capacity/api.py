"""Capacity at a point for everybody signed in; lines, areas and cells with what they still have, for the staff."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers, object_of
from accounts.refusals import Invalid
from gridhealth import queries
from gridhealth.actions import LARGEST_KVA
from gridhealth.capacity.county import open_everywhere
from gridhealth.capacity.forms import CapacityForm, TownshipForm
from gridhealth.capacity.queries import SURVEY, WORDS, at_point
from gridhealth.flow.queries import flows
from gridhealth.guards import officers_only
from gridhealth.health.choices import State
from gridhealth.hosting.choices import Grade
from gridhealth.hosting.queries import rooms
from gridhealth.models import Feeder, GridCell, TransformerArea
from gridhealth.upgrades import actions as upgrades
from gridhealth.upgrades.queries import watches_of


class CapacitySerializer(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=["yes", "part", "wait", "survey"])
    words = serializers.CharField()
    applied_kva = serializers.DecimalField(max_digits=12, decimal_places=2)
    firm_kva_now = serializers.DecimalField(max_digits=12, decimal_places=2)
    full_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    needed = serializers.CharField(allow_blank=True)


class CapacityQuestion(serializers.Serializer[Any]):
    lat = serializers.DecimalField(max_digits=9, decimal_places=6, required=False)
    lon = serializers.DecimalField(max_digits=9, decimal_places=6, required=False)
    township = serializers.CharField(required=False)
    kva = serializers.DecimalField(max_digits=12, decimal_places=2)
    voltage = serializers.CharField(required=False)


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


TOWN = OpenApiExample("In a township", request_only=True, value={"township": "411523100", "kva": "200"})


class WatchSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    kva = serializers.DecimalField(max_digits=12, decimal_places=2)
    township_code = serializers.CharField()
    asked_at = serializers.DateTimeField()


class Watches(APIView):
    """What I want to be told: when there is room at a point, or in a township."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="grid_watches", tags=["grid"], responses=WatchSerializer(many=True))
    def get(self, request: Request) -> Response:
        return paging.told_of(watches_of(request.user), WatchSerializer, request, key=lambda row: str(row.pk))

    @extend_schema(
        operation_id="grid_watch",
        tags=["grid"],
        request=CapacityQuestion,
        responses={201: WatchSerializer},
        examples=[TOWN],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Give lat, lon and kva (and voltage), or township and kva."""
        is_town = "township" in object_of(request.data)
        kind: type[forms.Form] = TownshipForm if is_town else CapacityForm
        form = kind(answers(request.data, kind))
        if not form.is_valid():
            raise Invalid({name: list(problems) for name, problems in form.errors.items()})
        row = self._kept(request.user, form.cleaned_data, is_town=is_town)
        return Response(WatchSerializer(row).data, status=201)

    def _kept(self, user: Any, given: dict[str, Any], *, is_town: bool) -> Any:
        now = timezone.now()
        if is_town:
            return upgrades.watch(user, kva=given["kva"], at=now, township_code=given["township"])
        here = queries.offer(**given, at=now)
        if here is None:
            raise Invalid({"lat": [WORDS[SURVEY]]})
        return upgrades.watch(user, kva=given["kva"], at=now, target=here.near.target)


class OneWatch(APIView):
    @extend_schema(operation_id="grid_unwatch", tags=["grid"], responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Don't tell me. Twice is once."""
        upgrades.unwatch(pk, by=request.user)
        return Response(status=204)


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


class WithState(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=State.choices)


class WithRoom(WithState):
    """Room for load in kVA; for generation a grade, and kW still to connect and to file."""

    open_kva = serializers.DecimalField(max_digits=12, decimal_places=2)
    hosting_grade = serializers.ChoiceField(choices=Grade.choices, source="hosting.grade")
    hosting_connect_kw = serializers.DecimalField(max_digits=14, decimal_places=2, source="hosting.connect_kw")
    hosting_file_kw = serializers.DecimalField(max_digits=14, decimal_places=2, source="hosting.file_kw")


class ListedCellSerializer(CellSerializer, WithState): ...


class ListedAreaSerializer(AreaSerializer, WithRoom): ...


class ListedFeederSerializer(FeederSerializer, WithRoom): ...


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


class NetworkList(APIView):
    """One kind of object, page by page, with its state of health and what it has room for."""

    pagination_class = paging.ByCode
    kind = ""
    rows: QuerySet[Any]
    serializer: type[serializers.Serializer[Any]]

    def get(self, request: Request) -> Response:
        officers_only(request.user)
        pages = paging.ByCode()
        found = pages.paginate_queryset(self.rows.all(), request, self)
        now = timezone.now()
        room, grades = (open_everywhere(at=now), rooms(on=timezone.localdate(now))) if self.kind else ({}, {})
        for row in found or ():
            row.state = row.health.state if hasattr(row, "health") else "UNKNOWN"
            if self.kind:
                row.open_kva, row.hosting = room[self.kind, row.pk].open_kva, grades[self.kind, row.pk]
        return pages.get_paginated_response(self.serializer(found, many=True).data)


@extend_schema_view(
    get=extend_schema(operation_id="grid_cells", tags=["grid"], responses=ListedCellSerializer(many=True))
)
class Cells(NetworkList):
    rows, serializer = GridCell.objects.select_related("health").defer("geometry"), ListedCellSerializer


@extend_schema_view(
    get=extend_schema(operation_id="grid_areas", tags=["grid"], responses=ListedAreaSerializer(many=True))
)
class Areas(NetworkList):
    kind, serializer = "area", ListedAreaSerializer
    rows = TransformerArea.objects.select_related("feeder", "health").defer("geometry", "feeder__geometry")


@extend_schema_view(
    get=extend_schema(operation_id="grid_feeders", tags=["grid"], responses=ListedFeederSerializer(many=True))
)
class Feeders(NetworkList):
    kind, serializer = "feeder", ListedFeederSerializer
    rows = Feeder.objects.select_related("cell", "health").defer("geometry", "cell__geometry")


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
