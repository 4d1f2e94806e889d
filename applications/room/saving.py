"""The views of the queue that an officer keeps: saved under a name, let go, opened by their address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid
from applications.room.actions import keep_view, let_go_of_view
from applications.room.models import SavedView
from applications.room.places import PLACES


class SaveForm(forms.Form):
    """What is looked at now, and a name for it."""

    name = forms.CharField(max_length=30, error_messages={"required": gettext_lazy("Give the view a name first.")})
    place = forms.ChoiceField(choices=[(place, place) for place in PLACES])
    query = forms.CharField(max_length=500, required=False)


def saved_views(user: Any) -> Sequence[SavedView]:
    return SavedView.objects.filter(owner=user)


@login_required
@require_POST
@idempotent
def save(request: HttpRequest) -> HttpResponse:
    """Keep this view; an own one of the same name is replaced."""
    if not request.user.is_staff:
        raise Hidden
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(_back(request))
    try:
        kept = keep_view(by=request.user, **form.cleaned_data)
    except Invalid as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(_back(request))
    messages.success(request, _("Saved as “%(name)s”. Its address works for colleagues too.") % {"name": kept.name})
    return redirect(kept.get_absolute_url())


def _back(request: HttpRequest) -> str:
    asked, query = request.POST.get("place", ""), request.POST.get("query", "")[:500]
    place = asked if asked in PLACES else "queue"
    return f"{reverse(f'room:{place}')}?{query}"


@login_required
@require_POST
@idempotent
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """An own view is forgotten; nothing else changes."""
    if not request.user.is_staff or not let_go_of_view(pk, by=request.user):
        raise Hidden
    return redirect("room:queue")
