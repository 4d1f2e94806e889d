"""The portal's own answer at published addresses: the same files, made on the spot where they are missing."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.disclosure import actions, serving
from portal.disclosure.topics import topic_of
from portal.errors import RETRY_SECONDS, Said, bare


@require_safe
def published(request: HttpRequest, **_named: Any) -> HttpResponse:
    """Whoever is first after a fresh start waits for the render; then it is files again."""
    found = serving.answer(request.environ)  # type: ignore[attr-defined]
    if found is None:
        topic = topic_of(request.path)
        if topic is None:
            raise Http404
        try:
            actions.fill(request.path, topic, at=timezone.now())
        except DatabaseError:
            return away()
        found = serving.answer(request.environ)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return told(found)


def told(found: serving.Answer) -> HttpResponse:
    response = HttpResponse(found.body, status=int(found.status[:3]))
    for name, value in found.headers:
        response[name] = value
    return response


def away() -> HttpResponse:
    """Nothing was published here yet, and the records cannot be reached."""
    sentence = _("This page cannot be shown just now. Call 95598 about an outage; the regulator's line is 12398.")
    response = bare(Said(503, "unavailable", sentence))
    response["Retry-After"] = RETRY_SECONDS
    return response
