"""The page between ticking cases in the queue and something happening to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.idempotency import idempotent
from applications.models import Application
from applications.room.bulk import BULK, MOST, before, carry_out
from applications.room.forms import HandOverForm
from applications.room.views import officers_only


@login_required
@idempotent
def bulk(request: HttpRequest) -> HttpResponse:
    """Looked at with GET: every case and what stands against it. Sent with POST: done, and told line by line."""
    officers_only(request)
    asked = request.POST if request.method == "POST" else request.GET
    name, chosen = asked.get("act", ""), asked.getlist("number")[:MOST]
    if name not in BULK:
        raise Http404
    visible = Application.objects.visible_to(request.user).select_related("customer", "site")
    cases = list(visible.filter(number__in=chosen).order_by("next_due_at", "pk"))
    if not cases:
        messages.info(request, _("Choose at least one case first."))
        return redirect("room:queue")
    form = None
    if name == "hand_over":
        form = HandOverForm(asked if "to" in asked else None, cases=cases, by=request.user)
    return _answer(request, name, cases, form)


def _answer(request: HttpRequest, name: str, cases: list[Application], form: HandOverForm | None) -> HttpResponse:
    act, by, lines = BULK[name], request.user, None
    is_known, is_done = form is None or form.is_valid(), False
    given: dict[str, Any] = form.cleaned_data if form is not None and is_known else {}
    if is_known and request.method == "POST":
        lines, is_done = carry_out(cases, act, by=by, at=timezone.now(), **given), True
    elif is_known:
        lines = before(cases, act, by=by, **({"to": given["to"]} if given else {}))
    context = {
        "act": name, "label": act.label, "form": form, "cases": cases, "given": given, "is_known": is_known,
        "is_done": is_done, "fit": [line for line in lines or () if not line.obstacle],
        "unfit": [line for line in lines or () if line.obstacle],
    }  # fmt: skip
    return render(request, "room/bulk.html", context, status=422 if request.method == "POST" and not is_known else 200)
