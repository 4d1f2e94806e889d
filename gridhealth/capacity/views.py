"""The public page: is there room for me, how much now, when all of it; and for whoever signs in, to be told later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from gridhealth.capacity.forms import TownshipForm
from gridhealth.capacity.township import in_township
from gridhealth.upgrades import actions
from gridhealth.upgrades.queries import watches_of


@require_safe
def capacity(request: HttpRequest) -> HttpResponse:
    """Everything is in the address, so that an answer can be sent on; no place of the network is told."""
    form = TownshipForm(request.GET if request.GET else None)
    answer = None
    if form.is_valid():
        answer = in_township(form.cleaned_data["township"], form.cleaned_data["kva"], at=timezone.now())
    watches = watches_of(request.user) if request.user.is_authenticated else []
    context: dict[str, Any] = {"form": form, "answer": answer, "watches": watches}
    return render(request, "grid/capacity.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def watch(request: HttpRequest) -> HttpResponse:
    """Tell me when so much is open in this township."""
    form = TownshipForm(request.POST)
    if not form.is_valid():
        return render(request, "grid/capacity.html", {"form": form, "watches": watches_of(request.user)}, status=400)
    given = form.cleaned_data
    actions.watch(request.user, kva=given["kva"], at=timezone.now(), township_code=given["township"])
    messages.success(request, _("We tell you as soon as there is room. You need not look again."))
    return redirect("capacity:page")


@login_required
@require_POST
@idempotent
def unwatch(request: HttpRequest, pk: int) -> HttpResponse:
    actions.unwatch(pk, by=request.user)
    messages.success(request, _("We will not write about it any more."))
    return redirect("capacity:page")
