"""The officers' page of leases: who has which transformer until when, what is late, and what stands in the stock."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid
from accounts.roles import Role
from applications.lease import actions
from applications.lease.choices import OVER, LeaseStage
from applications.lease.forms import StockForm
from applications.lease.models import Lease, Transformer

SEE = frozenset({
    Role.WORKS, Role.CONTRACT, Role.CHIEF, Role.MANAGER, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.PLANNER,
})  # fmt: skip
LATE_FIRST = (
    LeaseStage.RETURN_DUE, LeaseStage.CHOSEN, LeaseStage.CONTRACTED, LeaseStage.DELIVERED, LeaseStage.RETURNED,
    LeaseStage.IN_SERVICE, LeaseStage.QUOTED, LeaseStage.OFFERED,
)  # fmt: skip


@login_required
@idempotent
def leases(request: HttpRequest) -> HttpResponse:
    """What somebody has to see to first; the stock below, with the place to add to it."""
    if not (request.user.is_staff and request.user.roles & SEE):
        raise Hidden
    form = StockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_transformer(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            form.add_error("asset_no", list(refusal.fields["asset_no"]))  # type: ignore[call-overload]
        else:
            messages.success(request, _("It is in the stock now."))
            return redirect("lease:list")
    context = {"rows": _rows(), "stock": _stock(), "form": form, "may_add": request.user.has_role(Role.WORKS)}
    return render(request, "lease/list.html", context, status=422 if form.errors else 200)


def _rows() -> list[dict[str, Any]]:
    today = timezone.localdate()
    found = Lease.objects.exclude(stage__in=OVER).select_related("application__site", "transformer")[:300]
    rows = sorted(found, key=lambda one: (LATE_FIRST.index(LeaseStage(one.stage)), one.until_on or today))
    return [{"lease": one, "late": _days_late(one, today)} for one in rows]


def _days_late(lease: Lease, today: date) -> int:
    is_due = lease.stage == LeaseStage.RETURN_DUE and lease.until_on is not None
    return max(0, (today - lease.until_on).days) if is_due else 0  # type: ignore[operator]


def _stock() -> list[dict[str, Any]]:
    held = {
        lease.transformer_id: lease
        for lease in Lease.objects.exclude(stage__in=OVER).exclude(transformer=None).select_related("application")
        if lease.stage != LeaseStage.RETURNED
    }
    return [{"one": one, "lease": held.get(one.pk)} for one in Transformer.objects.all()[:300]]


@login_required
@require_POST
@idempotent
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_staff:
        raise Hidden
    actions.mend_transformer(pk, by=request.user, at=timezone.now())
    messages.success(request, _("It can be lent again."))
    return redirect("lease:list")
