"""Account managers and their free hours for programs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.programs import paging
from accounts.refusals import Hidden, Invalid
from customers.calendar import free
from customers.models import AccountManager
from customers.serving.cards import cards


class ManagerSerializer(serializers.Serializer[Any]):
    """Null for satisfaction or punctuality: too few to say anything fair."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    areas = serializers.ListField(child=serializers.CharField())
    covers = serializers.BooleanField(help_text="Whether the township asked for is one of theirs.")
    past_cases = serializers.IntegerField()
    open_cases = serializers.IntegerField()
    open_case_cap = serializers.IntegerField()
    is_full = serializers.BooleanField()
    satisfaction = serializers.DecimalField(max_digits=2, decimal_places=1, allow_null=True)
    on_time_percent = serializers.IntegerField(allow_null=True)
    free_slots = serializers.IntegerField()


class SlotSerializer(serializers.Serializer[Any]):
    begins = serializers.DateTimeField()
    ends = serializers.DateTimeField()


class Managers(APIView):
    """Who takes cases now, those of the township first, then who has most places left."""

    pagination_class = paging.Pages

    @extend_schema(
        operation_id="managers_list", responses=ManagerSerializer(many=True),
        parameters=[OpenApiParameter("township", str, description="Code of a township; its managers come first.")],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        found = cards(at=timezone.now(), township_code=request.query_params.get("township", ""))
        return paging.told_of(found, ManagerSerializer, request, key=lambda card: str(card.pk))


class Slots(APIView):
    """Booked with `applications/<number>/book_survey/`, where the begin of a slot is `booked_from`."""

    pagination_class = paging.Pages

    @extend_schema(
        operation_id="slots_list", responses=SlotSerializer(many=True),
        parameters=[OpenApiParameter("manager", int, required=True, description="Number of the account manager.")],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        given = request.query_params.get("manager", "")
        if not (given.isascii() and given.isdecimal() and len(given) < 10):
            raise Invalid({"manager": [_("Name the account manager by the number that managers/ tells.")]})
        manager = AccountManager.objects.taking().filter(pk=int(given)).select_related("user").first()
        if manager is None:
            raise Hidden(_("We know no account manager of this number who takes cases now. Choose another."))
        days = free.slots_of(manager.user, at=timezone.now())
        slots = [slot for day in days for slot in day.slots]
        return paging.told_of(slots, SlotSerializer, request, key=lambda slot: slot.begins.isoformat())
