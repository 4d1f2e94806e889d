"""Pages of the health archive and of the cures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Invalid
from gridhealth.guards import officers_only
from gridhealth.health import actions, queries
from gridhealth.health.choices import State
from gridhealth.health.forms import KINDS, ArchiveFilter, CureForm, MoveForm
from gridhealth.health.models import Cure, Health
from gridhealth.telemetry.queries import hearing
from gridhealth.upgrades.queries import board

MOST_UPGRADES = 100


@login_required
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    officers_only(request.user)
    form = ArchiveFilter(request.GET)
    counts = queries.counts()
    summary = [{"label": label, **counts[kind], "kind": kind} for kind, label in KINDS]
    given = form.given
    page = Paginator(queries.archive(**given), queries.A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "summary": summary, "is_narrowed": bool(given), "query": urlencode(given),
               "hearing": hearing(at=timezone.now())}  # fmt: skip
    return render(request, "health/archive.html", context)


@login_required
@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """Block by block: the transformer areas of each township in each cell."""
    officers_only(request.user)
    return render(request, "health/blocks.html", {"blocks": queries.blocks(on=timezone.localdate())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def one(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One object: why it is as it is, how it got there, and the cure."""
    officers_only(request.user)
    health = queries.health_of(kind, code)
    form = CureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_cure(health, terms=form.cleaned_data, by=request.user, at=timezone.now())
        except Invalid as problem:
            _say(form, problem)
        else:
            messages.success(request, _("The cure is planned."))
            return redirect("gridhealth:health-of", kind, code)
    context = {
        "health": health, "form": form, "reasons": queries.reasons(health.causes),
        "unmeasured": queries.reasons(health.unmeasured), "events": _events(health),
        "cures": health.cures.select_related("owner").order_by("-pk"), "may_cure": _may_cure(request.user, health),
        "may_change": bool(actions.CURERS & request.user.roles),
    }  # fmt: skip
    return render(request, "health/one.html", context, status=400 if form.errors else 200)


def _say(form: Form, problem: Invalid) -> None:
    """What an action refuses stands at the fields it is about."""
    for name, words in problem.fields.items():
        form.add_error(name, words)  # type: ignore[arg-type]


def _may_cure(user: Any, health: Any) -> bool:
    is_treatable = health.state in (State.ILL, State.SUB)
    return is_treatable and bool(actions.CURERS & user.roles) and not health.cures.filter(accepted_on=None).exists()


def _events(health: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": State(change.after).label, "at": change.on,
            "text": _(", ").join(dict.fromkeys(str(one["label"]) for one in queries.reasons(change.causes))),
        }
        for change in health.changes.order_by("-on")[:50]
    ]  # fmt: skip


@login_required
@require_safe
def cures(request: HttpRequest) -> HttpResponse:
    """Every cure: the soonest promised first, the finished ones below."""
    officers_only(request.user)
    today = timezone.localdate()
    rows = Cure.objects.select_related("owner", "health__feeder", "health__area", "health__cell")
    told = [{"cure": cure, "is_late": cure.is_late(today)} for cure in rows.order_by("accepted_on", "planned_on", "pk")]
    context = {
        "upgrades": list(board()[:MOST_UPGRADES]), "today": today,
        "open": [one for one in told if one["cure"].accepted_on is None],
        "done": [one for one in told if one["cure"].accepted_on],
        "may_change": bool(actions.CURERS & request.user.roles),
    }  # fmt: skip
    return render(request, "health/cures.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day for a cure, and why."""
    officers_only(request.user)
    cure = get_object_or_404(Cure.objects.select_related("owner"), pk=pk)
    health = Health.objects.with_objects().get(pk=cure.health_id)
    form = MoveForm(request.POST if request.method == "POST" else None, initial={"planned_on": cure.planned_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_cure(cure, **form.cleaned_data, by=request.user, at=timezone.now())
        except Invalid as problem:
            _say(form, problem)
        else:
            messages.success(request, _("The cure has another day; the public pages will show it."))
            return redirect("gridhealth:health-of", health.kind, health.target.code)
    context = {"cure": cure, "health": health, "form": form}
    return render(request, "health/move.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    officers_only(request.user)
    actions.accept_cure(get_object_or_404(Cure, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("The cure is accepted; the next assessment takes it into account."))
    return redirect("gridhealth:cures")
