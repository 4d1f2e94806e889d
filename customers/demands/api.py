"""Demands for programs: list, open, read, and every verb that is open to the caller."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.programs.verbs import doing
from accounts.refusals import Invalid, NotAllowed, WrongStage
from customers.demands import views
from customers.demands.choices import CLOCK_NAMES, DemandKind
from customers.demands.forms import DemandForm, StaffDemandForm
from customers.demands.models import Demand
from customers.demands.verbs import VERBS, open_to


class DemandClockSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    name = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)

    def get_name(self, clock: Any) -> str:
        return str(CLOCK_NAMES.get(clock.kind, clock.kind))


class DemandSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    kind = serializers.CharField()
    source = serializers.CharField()
    stage = serializers.CharField()
    rung = serializers.CharField(source="get_rung_display")
    owner = serializers.CharField(allow_null=True)
    hand_overs = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    case = serializers.CharField(source="case.reference", allow_null=True, default=None)
    answers = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    def get_answers(self, demand: Demand) -> list[str]:
        return [row.words for row in demand.answers.all()]

    def get_clocks(self, demand: Demand) -> list[dict[str, Any]]:
        return list(DemandClockSerializer(demand.timeline.clocks.order_by("started_at", "pk"), many=True).data)

    def get_actions(self, demand: Demand) -> list[str]:
        return [verb.name for verb in open_to(demand, self.context["request"].user)]


class NewDemandSerializer(serializers.Serializer[Any]):
    """Officers add the customer's `phone`."""

    kind = serializers.ChoiceField(choices=DemandKind.choices)
    words = serializers.CharField(max_length=2000)
    case = serializers.CharField(required=False)
    phone = serializers.CharField(required=False)


ASK = OpenApiExample("A request", request_only=True, value={"kind": "DEMAND", "words": "请问什么时候来装表？"})


class Demands(APIView):
    """Requests, complaints and appeals: the caller's own; for officers, those of the county."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="demands_list", responses=DemandSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = Demand.objects.visible_to(request.user).select_related("timeline", "case", "owner")
        return paging.told(rows.prefetch_related("answers"), DemandSerializer, request)

    @extend_schema(
        operation_id="demands_open", request=NewDemandSerializer, responses={201: DemandSerializer}, examples=[ASK]
    )
    @idempotent
    def post(self, request: Request) -> Response:
        if not views.may_write(request.user):
            raise NotAllowed
        kind = StaffDemandForm if request.user.is_staff else DemandForm
        form = kind(answers(request.data, kind))
        if not form.is_valid():
            raise Invalid(form.errors)
        return _told(views.take(form.cleaned_data, by=request.user), request, status.HTTP_201_CREATED)


class OneDemand(APIView):
    @extend_schema(operation_id="demands_read", responses=DemandSerializer)
    def get(self, request: Request, number: str) -> Response:
        return _told(views.mine(number, by=request.user), request)


class OneDemandVerb(APIView):
    @extend_schema(operation_id="demands_verb", responses=DemandSerializer, **doing(VERBS))
    @idempotent
    def post(self, request: Request, number: str, verb: str) -> Response:
        demand = views.mine(number, by=request.user)
        if verb not in VERBS:
            raise Http404
        if not VERBS[verb].is_open_to(demand, request.user):
            raise WrongStage
        form = VERBS[verb].form(answers(request.data, VERBS[verb].form))
        if not form.is_valid():
            raise Invalid(form.errors)
        done = VERBS[verb].action(demand.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _told(done, request)


def _told(demand: Demand, request: Request, code: int = status.HTTP_200_OK) -> Response:
    return Response(DemandSerializer(demand, context={"request": request}).data, status=code)
