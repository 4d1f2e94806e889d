"""Permits for programs: what an authority has before it, and its word on each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.programs.verbs import doing
from accounts.refusals import Hidden
from accounts.roles import Role
from approvals.models import Permit
from approvals.verbs import VERBS, open_to, run

CASE_ROLES = {
    Role.INTAKE,
    Role.MANAGER,
    Role.PLANNER,
    Role.CHIEF,
    Role.SUPERVISOR,
    Role.WORKS,
    Role.AUDITOR,
    Role.LEADER,
}


def visible_to(user: Any) -> QuerySet[Permit]:
    """An authority sees its own department's permits; the company's case desks see all; customers none here."""
    permits = Permit.objects.all() if user.roles & CASE_ROLES else Permit.objects.at_desk_of(user)
    return permits.select_related("definition", "timeline", "round").soonest_first()


class PermitSerializer(serializers.ModelSerializer[Permit]):
    case = serializers.CharField(source="timeline.reference", read_only=True)
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Permit
        fields = ("id", "case", "kind", "stage", "package", "submitted_at", "document_no", "decided_at", "actions")
        read_only_fields = fields

    def get_actions(self, permit: Permit) -> list[str]:
        return [verb.name for verb in open_to(permit, self.context["request"].user)]


class Permits(APIView):
    """What an authority has before it; for the company's case desks, all of them."""

    pagination_class = paging.InOrder

    @extend_schema(operation_id="permits_list", responses=PermitSerializer(many=True))
    def get(self, request: Request) -> Response:
        return paging.told(visible_to(request.user), PermitSerializer, request, pages=paging.InOrder)


class PermitVerbView(APIView):
    """One verb on one permit; the last grant moves the case on."""

    @extend_schema(operation_id="permits_verb", responses=PermitSerializer, **doing(VERBS))
    @idempotent
    def post(self, request: Request, pk: int, verb: str) -> Response:
        permit = visible_to(request.user).filter(pk=pk).first()
        if permit is None:
            raise Hidden
        if verb not in VERBS:
            raise Http404
        run(
            permit,
            verb,
            answers(request.data, VERBS[verb].form),
            by=request.user,
            at=timezone.now(),
            files=request.FILES,
        )
        fresh = visible_to(request.user).get(pk=pk)
        return Response(PermitSerializer(fresh, context={"request": request}).data)
