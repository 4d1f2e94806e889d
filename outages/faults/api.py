"""Faults for programs: what is going on, one outage, its verbs, and a report."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.programs.verbs import doing, json_of
from accounts.refusals import Hidden, Invalid
from outages.choices import OVER
from outages.faults import showing
from outages.faults.forms import ReportForm
from outages.faults.reporting import report
from outages.faults.verbs import VERBS, open_to, run
from outages.models import Outage


class OutageSerializer(serializers.ModelSerializer[Outage]):
    number = serializers.CharField(read_only=True)
    line = serializers.CharField(source="feeder.name", read_only=True)
    place = serializers.CharField(source="where", read_only=True)
    is_major = serializers.BooleanField(read_only=True)
    expected_back_at = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Outage
        fields = (
            "id", "number", "stage", "is_major", "cause", "line", "place", "began_at", "restored_at",
            "expected_back_at", "actions",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema(responses=serializers.DateTimeField(allow_null=True))
    def get_expected_back_at(self, outage: Outage) -> Any:
        estimate = outage.estimate
        return estimate.back_at if estimate else None

    def get_actions(self, outage: Outage) -> list[str]:
        user = self.context["request"].user
        return [verb.name for verb in open_to(outage, user)] if showing.is_officer(user) else []


class ReportSerializer(serializers.Serializer[Any]):
    verdict = serializers.CharField()
    outage = OutageSerializer(allow_null=True)


class Outages(APIView):
    """What is going on: for officers the county's faults, for customers those that touch them. Newest first."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="outages_list", responses=OutageSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = showing.visible_to(request.user).exclude(stage__in=OVER)
        return paging.told(rows, OutageSerializer, request)


class OneOutage(APIView):
    @extend_schema(operation_id="outages_one", responses=OutageSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(OutageSerializer(_found(request, pk), context={"request": request}).data)


class OutageVerb(APIView):
    @extend_schema(operation_id="outages_verb", responses=OutageSerializer, **doing(VERBS))
    @idempotent
    def post(self, request: Request, pk: int, verb: str) -> Response:
        row = _found(request, pk)
        if verb not in VERBS or not showing.is_officer(request.user):
            raise Hidden
        run(
            row,
            VERBS[verb],
            answers(request.data, VERBS[verb].form),
            by=request.user,
            at=timezone.now(),
            files=request.FILES,
        )
        return Response(OutageSerializer(_found(request, pk), context={"request": request}).data)


class OutageReport(APIView):
    @extend_schema(operation_id="outages_report", request=json_of(ReportForm), responses={201: ReportSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        form = ReportForm(answers(request.data, ReportForm))
        if not form.is_valid():
            raise Invalid(form.errors)
        given = form.cleaned_data
        told = report(point=given["point"], area=given["area"], by=request.user, at=timezone.now())
        row = showing.visible_to(request.user).filter(pk=told.outage_id).first()
        known = {"verdict": told.verdict, "outage": row}
        return Response(ReportSerializer(known, context={"request": request}).data, status=201)


def _found(request: Request, pk: int) -> Outage:
    row = showing.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Hidden
    return row
