"""The page of one's own addresses: where news goes, what came of it, again, and an end."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.idempotency import idempotent
from accounts.views import SignedInRequest
from notifications.webhooks import actions
from notifications.webhooks.models import Push, Webhook

SHOWN = 50


@login_required
@require_GET
def log(request: SignedInRequest) -> HttpResponse:
    hooks = Webhook.objects.standing().filter(owner=request.user).order_by("pk")
    rows = Push.objects.filter(webhook__in=hooks).select_related("webhook").order_by("-pk")[:SHOWN]
    return render(request, "notifications/webhooks.html", {"webhooks": hooks, "pushes": rows})


@login_required
@require_POST
@idempotent
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.push_again(pk, by=request.user, at=timezone.now())
    messages.success(request, _("It is sent once more within a few seconds."))
    return redirect("webhook-log")


@login_required
@require_POST
@idempotent
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end(pk, by=request.user, at=timezone.now())
    messages.success(request, _("Nothing is sent to this address any more."))
    return redirect("webhook-log")
