"""The list of messages that did not get through, and of people to call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Hidden, Unmet
from accounts.roles import Role
from notifications import templates
from notifications.failures import actions
from notifications.models import Delivery

PAGE = 50
SEE = actions.CALLERS | {Role.SUPERVISOR}
REASONS = {
    "no-phone": gettext_lazy("There is no mobile number."),
    "REFUSED_BY_GATEWAY": gettext_lazy("The operator did not take the number or the text."),
    "sender-died": gettext_lazy("Our own sender broke off several times."),
    "cannot-be-written": gettext_lazy("The text could not be put together. Tell those who look after the portal."),
}
OTHERWISE = gettext_lazy("The operator could not deliver it, or did not answer for a day.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What for?"), max_length=200,
        help_text=gettext_lazy("The customer can read that you looked, and why."),
    )  # fmt: skip


@login_required
@require_safe
@never_cache
def failures(request: HttpRequest) -> HttpResponse:
    return _shown(request)


def _shown(request: HttpRequest, *, opened: int = 0, phone: str = "", form: Any = None) -> HttpResponse:
    """Oldest first: who has waited longest is called first."""
    if not (request.user.is_staff and request.user.roles & SEE):  # type: ignore[union-attr]
        raise Hidden
    rows = Delivery.objects.failures().select_related("message__recipient").order_by("settled_at", "id")
    found, language = list(rows[: PAGE + 1]), get_language() or "zh-hans"
    shown = [
        {
            "row": row, "message": row.message, "reason": REASONS.get(row.reason, OTHERWISE),
            "written": templates.show(row.message.template, row.message.context, language=language),
            "form": form if form and row.pk == opened else ReasonForm(), "phone": phone if row.pk == opened else "",
        }
        for row in found[:PAGE]
    ]  # fmt: skip
    context = {
        "shown": shown, "is_more": len(found) > PAGE, "may_act": bool(request.user.roles & actions.CALLERS),  # type: ignore[union-attr]
    }  # fmt: skip
    return render(request, "notifications/failures.html", context, status=422 if form and form.errors else 200)


@login_required
@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.try_again(pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, _("It is on its way again."))
    except Unmet as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("message-failures")


@login_required
@require_POST
def called(request: HttpRequest, pk: int) -> HttpResponse:
    actions.note_call(pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Noted: told by telephone."))
    return redirect("message-failures")


@login_required
@require_POST
@never_cache
def number(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        with transaction.atomic():
            actions.failure(pk, by=request.user)  # type: ignore[arg-type]
        return _shown(request, opened=pk, form=form)
    phone = actions.number_to_call(pk, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    return _shown(request, opened=pk, phone=phone)
