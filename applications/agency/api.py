"""Agents for programs: what was given and what is held, naming one, the code, taking it back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.origin import client_ip
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.refusals import Invalid
from accounts.signin.forms import CodeForm
from applications.agency import actions
from applications.agency.choices import Act
from applications.agency.forms import AgentForm
from applications.agency.models import Mandate
from applications.agency.views import customers_only, seen


class MandateSerializer(serializers.ModelSerializer[Mandate]):
    agent = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()
    case = serializers.SlugRelatedField("number", read_only=True)
    is_mine = serializers.SerializerMethodField()
    is_standing = serializers.SerializerMethodField()

    class Meta:
        model = Mandate
        fields = (
            "id", "owner", "agent", "acts", "case", "is_mine", "is_standing", "asked_at", "granted_at", "expires_at",
            "revoked_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_agent(self, mandate: Mandate) -> str:
        return f"{mandate.agent_name} {mandate.agent_phone}"

    def get_owner(self, mandate: Mandate) -> str:
        return str(mandate.owner)

    def get_is_mine(self, mandate: Mandate) -> bool:
        return bool(mandate.owner_id == self.context["request"].user.pk)

    def get_is_standing(self, mandate: Mandate) -> bool:
        return mandate.is_standing(timezone.now())


class AgentSerializer(serializers.Serializer[Any]):
    """Checked by the page's own form, with its own sentences."""

    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=25, help_text="The number the agent signs in with.")
    acts = serializers.ListField(child=serializers.ChoiceField(choices=Act.choices))
    case = serializers.CharField(required=False, help_text="Number of one application; without it, all of them.")
    until_on = serializers.DateField()
    agrees_to = serializers.ListField(child=serializers.CharField(), required=False)


class CodeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="The six digits that came to the owner's phone.")


class Mandates(APIView):
    """What the caller has given and what the caller holds."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="mandates_list", responses=MandateSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = Mandate.objects.visible_to(customers_only(request)).select_related("owner", "case")
        return paging.told(rows, MandateSerializer, request)

    @extend_schema(operation_id="mandates_name", request=AgentSerializer, responses={201: MandateSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Name an agent; a code goes to the caller's own phone. It holds nothing before `grant`."""
        user, at = customers_only(request), timezone.now()
        form = AgentForm(answers(request.data, AgentForm), by=user, on=timezone.localdate(at))
        if not form.is_valid():
            raise Invalid(form.errors)
        mandate = actions.name_agent(by=user, at=at, **form.cleaned_data)
        actions.send_code(mandate, at=at, ip=client_ip(request), language=user.language)
        return _told(mandate, request, status.HTTP_201_CREATED)


class GrantMandate(APIView):
    @extend_schema(operation_id="mandates_grant", request=CodeSerializer, responses=MandateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        form = CodeForm(answers(request.data, CodeForm))
        if not form.is_valid():
            raise Invalid(form.errors)
        mandate = seen(pk, by=customers_only(request))
        return _told(actions.grant(mandate, by=request.user, at=timezone.now(), **form.cleaned_data), request)


class RevokeMandate(APIView):
    @extend_schema(operation_id="mandates_revoke", request=None, responses=MandateSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        mandate = seen(pk, by=customers_only(request))
        return _told(actions.revoke(mandate.pk, by=request.user, at=timezone.now()), request)


def _told(mandate: Mandate, request: Request, code: int = status.HTTP_200_OK) -> Response:
    return Response(MandateSerializer(mandate, context={"request": request}).data, status=code)
