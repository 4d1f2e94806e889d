"""News to programs: subscribe, see the log, push again, end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.refusals import Hidden, Invalid
from notifications.webhooks import actions
from notifications.webhooks.choices import PushState, Topic
from notifications.webhooks.models import Push, Webhook


class WebhookForm(forms.Form):
    url = forms.CharField(label=_("Address"), max_length=300, error_messages={"required": actions.NOT_THERE})
    topics = forms.MultipleChoiceField(
        label=_("What about?"), choices=Topic.choices, error_messages={"required": _("Tick at least one.")}
    )


class NewWebhookSerializer(serializers.Serializer[Any]):
    url = serializers.URLField(max_length=300, help_text="https, on a host that the operator has allowed.")
    topics = serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices), min_length=1)


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    topics = serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices), read_only=True)

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = ("id", "url", "topics", "created_at")
        read_only_fields: tuple[str, ...] = fields


class MadeWebhookSerializer(WebhookSerializer):
    """With the secret, which is told this once."""

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")
        read_only_fields = fields


class TrySerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    took_ms = serializers.IntegerField()


class PushSerializer(serializers.ModelSerializer[Push]):
    state = serializers.ChoiceField(choices=PushState.choices, read_only=True)
    payload = serializers.DictField(child=serializers.CharField(allow_blank=True), read_only=True)
    tries = TrySerializer(many=True, read_only=True)

    class Meta:
        model = Push
        fields = ("id", "topic", "payload", "state", "created_at", "next_at", "settled_at", "tries")
        read_only_fields = fields


SUBSCRIBE = OpenApiExample(
    "Hear of applications", value={"url": "https://example.org/hear", "topics": ["application"]}, request_only=True
)


class Webhooks(APIView):
    """Addresses that want to hear. Each push is a POST of `{type, number, stage, at}`, signed as Standard Webhooks
    has it: `Webhook-Id`, `Webhook-Timestamp`, `Webhook-Signature` (HMAC-SHA256 over `id.timestamp.body`)."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="webhooks_list", responses=WebhookSerializer(many=True))
    def get(self, request: Request) -> Response:
        return paging.told(Webhook.objects.standing().filter(owner=request.user), WebhookSerializer, request)

    @extend_schema(
        operation_id="webhooks_subscribe", request=NewWebhookSerializer, responses={201: MadeWebhookSerializer},
        examples=[SUBSCRIBE],
    )  # fmt: skip
    @idempotent
    def post(self, request: Request) -> Response:
        form = WebhookForm(answers(request.data, WebhookForm))
        if not form.is_valid():
            raise Invalid(form.errors)
        made = actions.subscribe(request.user, at=timezone.now(), **form.cleaned_data)
        return Response(MadeWebhookSerializer(made).data, status.HTTP_201_CREATED)


class OneWebhook(APIView):
    @extend_schema(operation_id="webhooks_read", responses=WebhookSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(WebhookSerializer(_own(request, pk)).data)

    @extend_schema(operation_id="webhooks_end", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Nothing is pushed there any more. Twice is once."""
        actions.end(pk, by=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class Ping(APIView):
    @extend_schema(operation_id="webhooks_ping", request=None, responses={202: PushSerializer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Push a word that tells of nothing, to try the address."""
        row = actions.ping(_own(request, pk), at=timezone.now())
        return Response(PushSerializer(row).data, status.HTTP_202_ACCEPTED)


class Pushes(APIView):
    """The log: each push with every attempt, newest first."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="webhooks_deliveries", responses=PushSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return paging.told(Push.objects.filter(webhook=_own(request, pk)), PushSerializer, request)


class PushAgain(APIView):
    @extend_schema(operation_id="webhooks_deliver_again", request=None, responses={202: PushSerializer})
    @idempotent
    def post(self, request: Request, pk: int, push: int) -> Response:
        """Send one push once more, under the same id."""
        if not Push.objects.filter(pk=push, webhook=_own(request, pk)).exists():
            raise Hidden
        row = actions.push_again(push, by=request.user, at=timezone.now())
        return Response(PushSerializer(row).data, status.HTTP_202_ACCEPTED)


def _own(request: Request, pk: int) -> Webhook:
    found = Webhook.objects.standing().filter(pk=pk, owner=request.user).first()
    if found is None:
        raise Hidden
    return found
