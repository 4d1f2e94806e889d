"""The account managers for everybody who is signed in, and their absences for the chief."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed
from accounts.roles import Role
from customers.models import AccountManager, ChiefOfficer, Leave
from customers.serving import actions
from customers.serving.cards import cards
from customers.serving.forms import ChiefAbsenceForm, LeaveForm


@login_required
@require_safe
def managers(request: HttpRequest) -> HttpResponse:
    """The cards. The chief also sees who is away."""
    is_chief = request.user.has_role(Role.CHIEF)  # type: ignore[union-attr]
    leaves = Leave.objects.filter(ended_at=None).select_related("manager__user", "cover__user") if is_chief else ()
    chiefs = ChiefOfficer.objects.select_related("user").order_by("rank")
    now = timezone.now()
    context = {
        "cards": cards(at=now), "is_chief": is_chief, "leaves": leaves,
        "chiefs": [(row, row.is_away(timezone.localdate(now))) for row in chiefs],
    }  # fmt: skip
    return render(request, "managers/list.html", context)


@login_required
@idempotent
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an absence and who stands in."""
    manager = _for_chief(request, pk)
    form = LeaveForm(request.POST if request.method == "POST" else None, manager=manager)
    if form.is_valid():
        try:
            actions.plan_leave(manager, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Invalid as refusal:
            for name, said in refusal.fields.items():
                form.add_error(name, list(said))  # type: ignore[call-overload]
        else:
            messages.success(request, _("Noted. The customers are told on the first day."))
            return redirect("managers:list")
    context = {"manager": manager, "form": form}
    return render(request, "managers/leave.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
@idempotent
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back earlier than noted, or not away at all."""
    manager = _for_chief(request, pk)
    found = Leave.objects.filter(manager=manager, ended_at=None).first()
    if found is None:
        raise Hidden
    actions.end_leave(found.pk, at=timezone.now())
    messages.success(request, _("Back at work. The open cases have returned."))
    return redirect("managers:list")


@login_required
@idempotent
def chief_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """From when until when a chief service officer is away; the next in line acts meanwhile."""
    _chief_only(request)
    officer = ChiefOfficer.objects.select_related("user").filter(pk=pk).first()
    if officer is None:
        raise Hidden
    known = {"from_on": officer.absent_from, "until_on": officer.absent_until}
    form = ChiefAbsenceForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            actions.note_chief_absence(pk, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Invalid as refusal:
            for name, said in refusal.fields.items():
                form.add_error(name, list(said))  # type: ignore[call-overload]
        else:
            messages.success(request, _("Noted."))
            return redirect("managers:list")
    context = {"officer": officer, "form": form}
    return render(request, "managers/chief.html", context, status=422 if form.errors else 200)


def _chief_only(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Hidden
    if not request.user.has_role(Role.CHIEF):
        raise NotAllowed


def _for_chief(request: HttpRequest, pk: int) -> AccountManager:
    _chief_only(request)
    found = AccountManager.objects.filter(pk=pk).select_related("user").first()
    if found is None:
        raise Hidden
    return found
