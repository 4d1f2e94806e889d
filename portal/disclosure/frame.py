"""A page of the portal as a stranger sees it, made without any request: the frame of every published page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import override

from portal.disclosure.topics import LANGUAGES, Sheet


def pages(address: str, template: str, *, at: datetime, **context: Any) -> Iterator[Sheet]:
    """One page in every language. Labels in `context` are lazy: they speak the language of the page."""
    for name, language in LANGUAGES.items():
        with override(language):
            html = render_to_string(template, {**context, **standing(at)}, request_for(address))
        yield Sheet(address, name, html.encode())


def standing(at: datetime) -> Mapping[str, Any]:
    """What every published page knows."""
    return {"is_published": True, "as_of": at, "public_url": settings.PUBLIC_URL}


def request_for(address: str) -> HttpRequest:
    """A request of nobody in particular; the display choices of readers are put on when the page is served."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.META = {"SERVER_NAME": "portal", "SERVER_PORT": "80"}
    request.user = AnonymousUser()
    return request
