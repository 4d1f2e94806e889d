"""The pages of what is done when somebody was not content: the list, and one with its outcome."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, NotAllowed
from accounts.roles import Role
from customers.models import FollowUp
from customers.serving import actions

READ = frozenset({Role.CHIEF, Role.SUPERVISOR, Role.AUDITOR})
"""Never an account manager: who said what about them stays hidden from them."""
SHOWN = 100


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=gettext_lazy("What was done?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stays as you write it and cannot be changed afterwards."),
        error_messages={"required": gettext_lazy("Say in a sentence what was done.")},
    )  # fmt: skip


def _readers_only(request: HttpRequest) -> None:
    user: Any = request.user
    if not user.is_staff:
        raise Hidden
    if not user.roles & READ or user.has_role(Role.MANAGER):
        raise NotAllowed


@login_required
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """The open ones by the day they are due on; those that are done below."""
    _readers_only(request)
    rows = FollowUp.objects.select_related("owner", "rating__timeline", "visit__timeline", "visit__word", "closed_by")
    context = {
        "open_ones": rows.open().order_by("due_on", "pk")[:SHOWN],
        "done": rows.exclude(closed_at=None).order_by("-closed_at")[:SHOWN],
        "today": timezone.localdate(),
    }
    return render(request, "follow_ups/list.html", context)


@login_required
@never_cache
@idempotent
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, and what came of it. Only the chief writes, and only once."""
    _readers_only(request)
    found = FollowUp.objects.select_related(
        "owner", "rating__timeline", "visit__timeline", "visit__word", "closed_by"
    ).filter(pk=pk)
    row = found.first()
    if row is None:
        raise Hidden
    user: Any = request.user
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.close_follow_up(pk, by=user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Noted. Thank you for seeing to it."))
        return redirect("follow-ups:one", pk)
    is_chief = user.has_role(Role.CHIEF)
    context = {"row": row, "form": form, "may_close": is_chief and row.closed_at is None, "may_read": is_chief}
    return render(request, "follow_ups/one.html", context, status=422 if form.errors else 200)
