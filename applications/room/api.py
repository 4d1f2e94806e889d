"""The queue for programs."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.programs import paging
from accounts.refusals import NotAllowed
from applications.room.queue import page_of, promises, waiting
from applications.serializers import ApplicationSerializer
from deadlines.actions import current_calendar
from deadlines.choices import Light


class WaitingSerializer(ApplicationSerializer):
    """An application with the colour of its soonest promise."""

    light = serializers.ChoiceField(choices=Light.choices)

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "light")  # type: ignore[assignment]
        read_only_fields = fields


class Queue(APIView):
    """Every open case at the caller's desks, soonest promise first."""

    pagination_class = paging.Pages

    @extend_schema(operation_id="queue", responses=WaitingSerializer(many=True))
    def get(self, request: Request) -> Response:
        if not request.user.is_staff:
            raise NotAllowed
        place, size = paging.place_in(request), paging.size_in(request)
        page = page_of(waiting(request.user), after=place or "", size=size)
        due = promises(page.rows, current_calendar(), at=timezone.now())
        for case in page.rows:
            known = due.get(case.timeline_id)
            case.light = known.light if known else Light.GREEN  # type: ignore[attr-defined]
        rows = WaitingSerializer(page.rows, many=True, context={"request": request}).data
        return Response(paging.envelope(request, rows, after=page.after or None))
