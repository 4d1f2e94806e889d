"""The page of all texts we send: purpose, ground, version, ways, placeholders and the length of the SMS."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.refusals import Hidden
from notifications import checks, rules, templates
from notifications.choices import Channel
from notifications.failures.views import SEE


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
    written = templates.write(kind.key, example, language=language)
    sms = templates.write_sms(kind.key, example, language=language) if Channel.SMS in kind.channels else ""
    return {
        "kind": kind, "written": written, "sms": sms, "length": len(sms), "parts": rules.sms_parts(sms),
        "ways": [channel.label for channel in kind.channels],
    }  # fmt: skip


def _example(tag: str) -> str:
    """Something of the right kind and a usual length; what is no date stands under its own name."""
    if tag.endswith("_on"):
        return "2026-12-01"
    return "2026-12-01T09:00:00+08:00" if tag.endswith("_at") else f"〔{tag}〕"
