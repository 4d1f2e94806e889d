"""The approver's pages: what waits at the own desk, one case of it, one act, many acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, Refusal, WrongStage
from accounts.roles import Role
from approvals.choices import CLOCK, PermitStage
from approvals.desk import package as packages
from approvals.desk.bulk import BULK, MOST, before, carry_out
from approvals.desk.drawing import draw
from approvals.models import Permit, PermitQuerySet
from approvals.verbs import VERBS, open_to, run
from deadlines.actions import current_calendar
from deadlines.models import Clock

P = PermitStage
TABS = {
    "waiting": (gettext_lazy("Waiting for us"), (P.SUBMITTED_TO_GOV, P.APPEAL)),
    "asked": (gettext_lazy("We asked for more"), (P.GOV_CORRECTION,)),
    "decided": (gettext_lazy("Decided"), (P.GRANTED, P.GOV_REFUSED, P.REROUTE)),
}
PAGE = 100


def _mine(request: HttpRequest) -> PermitQuerySet:
    """Everything starts from the own department; to anybody else the desk does not exist."""
    if not request.user.has_role(Role.GOV):  # type: ignore[union-attr]
        raise Hidden
    rows = Permit.objects.at_desk_of(request.user)
    return rows.select_related("definition", "timeline", "round", "taken_by").soonest_first()


def _one(request: HttpRequest, pk: int) -> Permit:
    found = _mine(request).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in TABS else "waiting"
    rows = _mine(request)
    context = {
        "rows": _with_clocks(list(rows.filter(stage__in=TABS[show][1])[:PAGE])), "show": show, "bulk": BULK.items(),
        "tabs": [
            {"key": key, "label": label, "url": f"?show={key}", "count": rows.filter(stage__in=stages).count()}
            for key, (label, stages) in TABS.items()
        ],
    }  # fmt: skip
    return render(request, "desk/list.html", context)


def _with_clocks(permits: list[Permit]) -> list[dict[str, Any]]:
    """Each permit with the clock of its case, read for all of them at once."""
    now, calendar = timezone.now(), current_calendar()
    clocks = {}
    wanted = {permit.timeline_id for permit in permits}
    for clock in Clock.objects.filter(timeline__in=wanted, kind=CLOCK).select_related("timeline").order_by("cycle"):
        clock.calendar = calendar
        clocks[clock.timeline_id] = clock
    found = [(permit, clocks.get(permit.timeline_id)) for permit in permits]
    return [{"permit": permit, "clock": clock, "light": clock.light(now) if clock else ""} for permit, clock in found]


@login_required
@require_POST
@idempotent
def take_next(request: HttpRequest) -> HttpResponse:
    """The soonest one that no colleague has taken."""
    row = _mine(request).filter(stage__in=TABS["waiting"][1], taken_by=None).first()
    if row is None:
        messages.info(request, _("Nothing is waiting for you."))
        return redirect("desk:list")
    run(row, "take", {}, by=request.user, at=timezone.now())
    return redirect("desk:permit", row.pk)


@login_required
@require_safe
def permit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    context = {
        "permit": found, "verbs": open_to(found, request.user), "rows": packages.rows(found),
        "clock": Clock.objects.filter(timeline=found.timeline_id, kind=CLOCK).order_by("-cycle").first(),
        "drawing": draw(found.definition.listed(found.package).get("route")),
    }  # fmt: skip
    return render(request, "desk/permit.html", context)


@login_required
@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    answer = HttpResponse(packages.pdf(found, at=found.submitted_at or timezone.now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.timeline.reference}-{found.kind.lower()}.pdf"'
    return answer


@login_required
@require_safe
def paper(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A paper that was handed in with our answer."""
    found = _one(request, pk).papers.filter(pk=number).first()
    if found is None:
        raise Hidden
    return FileResponse(found.file.open("rb"), filename=found.name, content_type=found.content_type)


@login_required
@idempotent
def permit_verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = _one(request, pk)
    if verb not in VERBS:
        raise Http404
    _refuse_unless_open(found, verb, request.user)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, status = VERBS[verb].form(*given), 200
    if request.method == "POST":
        try:
            run(found, verb, request.POST, by=request.user, at=timezone.now(), files=request.FILES)
            messages.success(request, _("Done: %(verb)s") % {"verb": VERBS[verb].label})
            return redirect("desk:permit" if verb == "take" else "desk:list", *([pk] if verb == "take" else []))
        except Refusal as refusal:
            status = 422 if isinstance(refusal, Invalid) else refusal.status
            if not isinstance(refusal, Invalid):
                form.add_error(None, str(refusal.sentence))
    context = {"permit": found, "verb": VERBS[verb], "form": form, "back": reverse("desk:permit", args=[pk])}
    return render(request, "desk/verb.html", context, status=status)


def _refuse_unless_open(permit: Permit, verb: str, user: Any) -> None:
    """A verb that is never this desk's is forbidden; one that is, only not now, is late."""
    if verb in {one.name for one in open_to(permit, user)}:
        return
    edges = permit._meta.get_field("stage").get_all_transitions(Permit)
    is_ours = any(edge.name == verb and edge.has_perm(permit, user) for edge in edges)
    raise WrongStage if is_ours else NotAllowed


@login_required
@require_POST
@idempotent
def bulk(request: HttpRequest) -> HttpResponse:
    """First the list with what stands against each; sent again with `confirmed`, it is done."""
    verb = request.POST.get("verb", "")
    if verb not in BULK:
        raise Http404
    chosen = [int(pk) for pk in request.POST.getlist("permit") if pk.isdecimal() and len(pk) < 16][:MOST]
    permits = list(_mine(request).filter(pk__in=chosen))
    if not permits:
        messages.info(request, _("Choose at least one case first."))
        return redirect("desk:list")
    is_done = "confirmed" in request.POST
    now = timezone.now()
    lines = (
        carry_out(permits, verb, request.POST, by=request.user, at=now)
        if is_done
        else before(permits, verb, by=request.user)
    )
    context = {
        "verb": verb, "label": BULK[verb], "is_done": is_done,
        "fit": [line for line in lines if not line.obstacle], "unfit": [line for line in lines if line.obstacle],
    }  # fmt: skip
    return render(request, "desk/bulk.html", context)
