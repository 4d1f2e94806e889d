"""The page of all texts we send: purpose, ground, version, ways, placeholders and the length of the SMS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.refusals import Hidden
from notifications import checks, rules, templates, wordings
from notifications.choices import Channel
from notifications.failures.views import SEE
from notifications.wordings import Wording


@login_required
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    if not (request.user.is_staff and request.user.roles & SEE):  # type: ignore[union-attr]
        raise Hidden
    language = get_language() or "zh-hans"
    rows = sorted((_told(kind, language) for kind in templates.registered()), key=lambda row: str(row["kind"].key))
    return render(request, "notifications/texts.html", {"rows": rows})


def _told(kind: templates.Template, language: str) -> dict[str, Any]:
    example = {tag: _example(tag) for tag in checks.tags(kind, "en")}
    written = templates.write(kind.key, kind.version, example, language=language)
    sms = ""
    if Channel.SMS in kind.channels:
        sms = templates.write_sms(kind.key, kind.version, example, language=language)
    return {
        "kind": kind, "written": written, "sms": sms, "length": len(sms), "parts": rules.sms_parts(sms),
        "since": date.fromisoformat(history[-1]["since"]) if (history := wordings.history(kind.key)) else None,
        "earlier": list(_earlier(kind.key, language)), "ways": [channel.label for channel in kind.channels],
    }  # fmt: skip


def _earlier(key: str, language: str) -> Iterator[dict[str, Any]]:
    """Versions no longer sent, the latest first; with their placeholders as they are."""
    for version, told in reversed(list(enumerate(wordings.history(key)[:-1], start=1))):
        yield {"version": version, "since": date.fromisoformat(told["since"]), "text": Wording(*told[language])}


def _example(tag: str) -> str:
    """Something of the right kind and a usual length; what is no date stands under its own name."""
    if tag.endswith("_on"):
        return "2026-12-01"
    return "2026-12-01T09:00:00+08:00" if tag.endswith("_at") else f"〔{tag}〕"
