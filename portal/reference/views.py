"""The API's pages: the document, the page to read, the page to try, what changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.programs.changes import CHANGES, GOING
from accounts.programs.document import VERSION
from portal.reference import reading


class Document(SpectacularAPIView):  # type: ignore[misc]
    """YAML, or JSON with `?format=json`; in the reader's language."""

    def _get_schema_response(self, request: Request) -> Response:
        headers = {"Content-Disposition": f'inline; filename="{self._get_filename(request, VERSION)}"'}
        return Response(data=reading.document(), headers=headers)


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {"sections": reading.sections(), "shapes": reading.shapes(), "version": VERSION}
    return render(request, "reference/docs.html", context)


@require_GET
def try_out(request: HttpRequest) -> HttpResponse:
    return render(request, "reference/try.html")


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    return render(request, "reference/changes.html", {"changes": CHANGES, "going": GOING, "version": VERSION})
