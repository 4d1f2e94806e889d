"""The reserve for programs."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.programs.verbs import doing, json_of
from accounts.refusals import Hidden, Invalid, NotAllowed
from applications.projects.forms import LeadForm
from applications.projects.verbs import VERBS, open_to
from customers.projects.actions import enter_lead
from customers.projects.models import Lead


class LeadSerializer(serializers.ModelSerializer):
    """One lead; the phone masked, as everywhere."""

    phone = serializers.SerializerMethodField()
    is_key = serializers.BooleanField(read_only=True)
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Lead
        fields = (
            "id", "kind", "code", "former_code", "is_code_right", "name", "owner_name", "phone", "township_code",
            "needed_kva", "wanted_on", "level", "is_key", "is_cancelled", "offered_at", "set_aside_at",
            "first_told_at", "last_told_at", "actions",
        )  # fmt: skip

    @extend_schema_field(serializers.CharField())
    def get_phone(self, lead: Lead) -> str:
        return str(lead.phone)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_actions(self, lead: Lead) -> list[str]:
        return [verb.name for verb in open_to(lead, self.context["request"].user)]


class Projects(APIView):
    pagination_class = paging.Pages

    @extend_schema(operation_id="projects_list", responses=LeadSerializer(many=True))
    def get(self, request: Request) -> Response:
        _ours(request)
        return paging.told(Lead.objects.visible_to(request.user), LeadSerializer, request)

    @extend_schema(operation_id="projects_create", request=json_of(LeadForm), responses={201: LeadSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """A lead entered by a program of ours; the same project again is merged."""
        _ours(request)
        form = LeadForm(answers(request.data, LeadForm))
        if not form.is_valid():
            raise Invalid(form.errors)
        lead = enter_lead(by=request.user, at=timezone.now(), **form.arguments())
        return Response(LeadSerializer(lead, context={"request": request}).data, status.HTTP_201_CREATED)


class OneProject(APIView):
    @extend_schema(operation_id="project", responses=LeadSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(LeadSerializer(_lead(request, pk), context={"request": request}).data)


class ProjectVerb(APIView):
    @extend_schema(operation_id="project_verb", responses=LeadSerializer, **doing(VERBS))
    @idempotent
    def post(self, request: Request, pk: int, verb: str) -> Response:
        lead = _lead(request, pk)
        if verb not in VERBS:
            raise Hidden
        form = VERBS[verb].form(answers(request.data, VERBS[verb].form))
        if not form.is_valid():
            raise Invalid(form.errors)
        VERBS[verb].action(lead.pk, by=request.user, at=timezone.now(), **form.arguments())
        return Response(LeadSerializer(_lead(request, pk), context={"request": request}).data)


def _ours(request: Request) -> None:
    if not request.user.is_staff:
        raise NotAllowed


def _lead(request: Request, pk: int) -> Lead:
    _ours(request)
    lead = Lead.objects.visible_to(request.user).filter(pk=pk).first()
    if lead is None:
        raise Hidden
    return lead
