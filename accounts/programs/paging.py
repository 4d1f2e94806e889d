"""Lists page by page: an opaque cursor that stays right while rows come and go, the same envelope everywhere."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import Invalid

SIZE, MOST = 50, 100
BAD_CURSOR = _("This cursor is not one of ours. Begin with the first page and follow `next`.")


class Pages(CursorPagination):
    """`?page_size=` up to 100, `?cursor=` from the address in `next`; both ways."""

    ordering: Any = "-id"
    page_size = SIZE
    max_page_size = MOST
    page_size_query_param = "page_size"
    page_size_query_description = format_lazy(
        _("How many on a page: 1 to {most}; {usual} when left out."), most=MOST, usual=SIZE
    )
    cursor_query_description = "Where a page begins. Take it from `next` or `previous`; it means nothing by itself."

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            return cast("Cursor | None", super().decode_cursor(request))
        except NotFound:
            raise Invalid({"cursor": [BAD_CURSOR]}) from None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """A cursor that somebody wrote himself names a place that the column cannot hold."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError):
            raise Invalid({"cursor": [BAD_CURSOR]}) from None

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": ["next", "previous", "results"], "properties": properties}


class ByCode(Pages):
    ordering = "code"


class InOrder(Pages):
    """Oldest first, for what is read as a story."""

    ordering = "id"


def told(rows: Any, serializer: Any, request: Request, *, pages: type[Pages] = Pages, **context: Any) -> Response:
    """One page of a query set as the answer."""
    pager = pages()
    found = pager.paginate_queryset(rows, request)
    given = {"request": request, **context}
    return pager.get_paginated_response(serializer(found, many=True, context=given).data)


def told_of(rows: Sequence[Any], serializer: Any, request: Request, *, key: Callable[[Any], str]) -> Response:
    """The same for what is worked out and not one query: `key` names a row, and the cursor is the key of the last."""
    page, after = sliced(rows, size_in(request), after=place_in(request), key=key)
    return Response(envelope(request, serializer(page, many=True, context={"request": request}).data, after=after))


def sliced(
    rows: Sequence[Any], size: int, *, after: str | None, key: Callable[[Any], str]
) -> tuple[Sequence[Any], str | None]:
    """At most `size` rows behind the one that `after` names, and the key to go on with, if more follow."""
    begin = 0
    if after is not None:
        places = [place for place, row in enumerate(rows) if key(row) == after]
        if not places:
            raise Invalid({"cursor": [BAD_CURSOR]})
        begin = places[0] + 1
    page = rows[begin : begin + size]
    return page, key(page[-1]) if len(rows) > begin + size else None


def envelope(request: Request, rows: Any, *, after: str | None) -> dict[str, Any]:
    """A page of which the next one begins behind `after`."""
    return {"next": None if after is None else _address(request, after), "previous": None, "results": rows}


def size_in(request: Request) -> int:
    return Pages().get_page_size(request) or SIZE


def place_in(request: Request) -> str | None:
    """The key that the cursor of the request holds."""
    given = request.query_params.get("cursor")
    if given is None:
        return None
    try:
        return base64.urlsafe_b64decode(given.encode("ascii")).decode()
    except ValueError:
        raise Invalid({"cursor": [BAD_CURSOR]}) from None


def _address(request: Request, after: str) -> str:
    """This address with another cursor."""
    query = request.query_params.copy()
    query["cursor"] = base64.urlsafe_b64encode(after.encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
