"""The customer's page of energy services, and the list of those who would like a call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import reveal
from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, Unmet
from customers.wishes import actions
from customers.wishes.forms import OutcomeForm, WishForm
from customers.wishes.models import ServiceWish

MOST = 100


@login_required
@never_cache
@idempotent
def wish(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if user.is_staff:
        raise Hidden
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(user, **form.cleaned_data, at=timezone.now())
            messages.success(request, _("Noted. Somebody of ours calls you; you may take it back at any time."))
            return redirect("wishes:mine")
        except Invalid as refusal:
            for name, found in refusal.fields.items():
                form.add_error(name, found)
    mine = ServiceWish.objects.of(user)
    context = {"form": form, "standing": mine.standing().first(), "answered": mine.exclude(contacted_at=None)[:MOST]}
    return render(request, "wishes/wish.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
@idempotent
def take_back(request: HttpRequest) -> HttpResponse:
    actions.take_back(request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Taken back. Nobody calls you about this."))
    return redirect("wishes:mine")


@login_required
@never_cache
@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """Those who wait longest first."""
    _answerers_only(request)
    rows = ServiceWish.objects.standing().select_related("user").order_by("asked_at", "pk")[:MOST]
    return render(request, "wishes/list.html", {"rows": rows})


@login_required
@never_cache
@idempotent
def contacted(request: HttpRequest, pk: int) -> HttpResponse:
    """The number to call, seen with a record of it, and what was said."""
    _answerers_only(request)
    user: Any = request.user
    row = ServiceWish.objects.standing().select_related("user").filter(pk=pk).first()
    if row is None:
        raise Hidden
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_contact(pk, **form.cleaned_data, by=user, at=timezone.now())
            messages.success(request, _("Noted."))
        except Unmet as refusal:
            messages.error(request, str(refusal.sentence))
        return redirect("wishes:list")
    phone = reveal(row.user, "phone", by=user, reason=_("a call about energy services"), at=timezone.now())
    context = {"row": row, "form": form, "phone": phone}
    return render(request, "wishes/contact.html", context, status=422 if form.errors else 200)


def _answerers_only(request: HttpRequest) -> None:
    user: Any = request.user
    if not (user.is_staff and user.roles & actions.ANSWERERS):
        raise Hidden
