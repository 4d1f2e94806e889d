"""Energy services for programs: a wish to hear of them, asked for and taken back; nothing depends on it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import idempotent
from accounts.programs import paging
from accounts.programs.body import answers
from accounts.refusals import Invalid, NotAllowed
from customers.wishes import actions
from customers.wishes.forms import WishForm
from customers.wishes.models import ServiceWish, Topic


class WishSerializer(serializers.Serializer[Any]):
    """`is_open`: not answered yet, and not taken back, here or by its consent."""

    id = serializers.IntegerField()
    topics = serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices))
    words = serializers.CharField()
    asked_at = serializers.DateTimeField()
    is_open = serializers.SerializerMethodField()
    contacted_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()

    def get_is_open(self, wish: ServiceWish) -> bool:
        return wish.is_standing


class NewWishSerializer(serializers.Serializer[Any]):
    """`agrees` is a yes of its own: we may call about these services. Without it nothing is kept."""

    topics = serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices))
    words = serializers.CharField(max_length=500, required=False)
    agrees = serializers.BooleanField()


ASK = OpenApiExample(
    "Solar power and storage", request_only=True,
    value={"topics": ["SOLAR", "STORAGE"], "words": "屋顶有两百平米", "agrees": True},
)  # fmt: skip


class Wishes(APIView):
    """The caller's own wishes, the newest first. Officers call from their list."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="energy_services_list", responses=WishSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = ServiceWish.objects.filter(user=_customer(request)).select_related("consent")
        return paging.told(rows, WishSerializer, request)

    @extend_schema(
        operation_id="energy_services_ask", request=NewWishSerializer, responses={201: WishSerializer}, examples=[ASK]
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """A new wish takes the place of one that is still open."""
        customer, form = _customer(request), WishForm(answers(request.data, WishForm))
        if not form.is_valid():
            raise Invalid(form.errors)
        wish = actions.ask(customer, **form.cleaned_data, at=timezone.now())
        return Response(WishSerializer(wish).data, status=status.HTTP_201_CREATED)


class TakenBackSerializer(serializers.Serializer[Any]):
    """How many wishes were open until now."""

    taken_back = serializers.IntegerField()


class TakeBack(APIView):
    @extend_schema(operation_id="energy_services_take_back", request=None, responses=TakenBackSerializer)
    @idempotent
    def post(self, request: Request) -> Response:
        """Nobody calls any more, and the consent ends; twice is once."""
        return Response({"taken_back": actions.take_back(_customer(request), at=timezone.now())})


def _customer(request: Request) -> Any:
    if request.user.is_staff:
        raise NotAllowed
    return request.user
