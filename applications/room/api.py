"""The queue for programs."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.refusals import NotAllowed
from applications.room.queue import page_of, promises, waiting
from applications.serializers import ApplicationSerializer
from deadlines.actions import current_calendar
from deadlines.choices import Light


class Queue(APIView):
    """Every open case at the caller's desks, soonest promise first. Follow `next` with `?after=`."""

    @extend_schema(
        operation_id="queue", parameters=[OpenApiParameter("after", str)], responses=ApplicationSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        if not request.user.is_staff:
            raise NotAllowed
        page = page_of(waiting(request.user), after=request.query_params.get("after", ""))
        due = promises(page.rows, current_calendar(), at=timezone.now())
        rows = ApplicationSerializer(page.rows, many=True, context={"request": request}).data
        lights = [due[case.timeline_id].light if case.timeline_id in due else Light.GREEN for case in page.rows]
        told = [{**row, "light": light} for row, light in zip(rows, lights, strict=True)]
        return Response({"results": told, "next": page.after or None})
