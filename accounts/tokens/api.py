"""The caller's tokens for programs: which there are, and ending one."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import actions
from accounts.models import ApiToken
from accounts.programs import paging


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    scopes = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ApiToken
        fields = ("id", "name", "scopes", "calls_a_minute", "created_at", "expires_at", "used_on")
        read_only_fields = fields


class Tokens(APIView):
    """What opens the API in the caller's name. Tokens are made on the page or by command, never by a token."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="tokens_list", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = ApiToken.objects.standing(at=timezone.now()).filter(user=request.user)
        return paging.told(rows, TokenSerializer, request)


class OneToken(APIView):
    @extend_schema(operation_id="tokens_revoke", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """End a token, also the one that asks. Twice is once."""
        actions.revoke_token(pk, by=request.user, at=timezone.now())
        return Response(status=204)
