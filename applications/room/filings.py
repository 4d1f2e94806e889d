"""The filing of a case: what was signed, its receipt, the photo; and all filings that are not finished yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, Refusal, WrongStage
from accounts.roles import Role
from applications.actions import mine
from applications.forms import VerbForm
from applications.models import Application
from applications.room.views import officers_only
from applications.works.forms import ReceiptForm, RestorationForm
from approvals.filing import actions
from approvals.models import Filing, FilingAlarm

MOST = 100


class Act(NamedTuple):
    name: str
    action: Callable[..., Filing]
    label: Any
    form: type[VerbForm]


ACTS = {
    one.name: one
    for one in (
        Act("record_receipt", actions.record_receipt, gettext_lazy("Enter the receipt"), ReceiptForm),
        Act("close_filing", actions.close_filing, gettext_lazy("The ground is restored"), RestorationForm),
    )
}


def open_to(filing: Filing, user: Any) -> list[Act]:
    """What this officer can do with the filing now; a receipt that is there is not asked for again."""
    edges = filing.get_all_stage_transitions()  # type: ignore[attr-defined]
    may = {edge.name for edge in edges if edge.source == filing.stage and edge.has_perm(filing, user)}
    spent = {"record_receipt"} if filing.receipt_no else {"close_filing"}
    return [act for act in ACTS.values() if act.name in may - spent]


def ask(filing: Filing, name: str, *, by: Any) -> None:
    """Refuse what cannot be done with the filing now (409), or not by this officer (403)."""
    if name in {one.name for one in open_to(filing, by)}:
        return
    edges = filing.get_all_stage_transitions()  # type: ignore[attr-defined]
    raise WrongStage if any(edge.name == name and edge.has_perm(filing, by) for edge in edges) else NotAllowed


def _filing(request: HttpRequest, number: str) -> Filing:
    """For officers who see the case."""
    if not request.user.is_staff:
        raise Hidden
    return filing_of(mine(number, by=request.user))


def filing_of(application: Application) -> Filing:
    """The newest filing of this case."""
    found = Filing.objects.select_related("round", "signed_by", "timeline").filter(timeline=application.timeline)
    filing = found.order_by("-pk").first()
    if filing is None:
        raise Hidden
    return filing


@login_required
@require_safe
def filing(request: HttpRequest, number: str) -> HttpResponse:
    found = _filing(request, number)
    context = {
        "filing": found, "number": number, "acts": open_to(found, request.user),
        "alarms": found.alarms.open().order_by("raised_at"), "handover": getattr(found, "handover", None),
    }  # fmt: skip
    return render(request, "room/filing.html", context)


@login_required
@require_safe
def restoration(request: HttpRequest, number: str) -> FileResponse:
    """The photo of the restored ground."""
    found = _filing(request, number)
    if not found.restoration_photo:
        raise Hidden
    return FileResponse(found.restoration_photo.open("rb"), content_type="image/jpeg")


@login_required
@idempotent
def filing_act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    found = _filing(request, number)
    if verb not in ACTS:
        raise Http404
    ask(found, verb, by=request.user)
    form: Any = ACTS[verb].form(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            ACTS[verb].action(found.pk, by=request.user, at=timezone.now(), **form.arguments())
            messages.success(request, _("Done: %(verb)s") % {"verb": ACTS[verb].label})
            return redirect("room:filing", number)
        except Invalid as refusal:
            for name, sentences in refusal.fields.items():
                form.add_error(name if name in form.fields else None, list(sentences))
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
    context = {"filing": found, "number": number, "act": ACTS[verb], "form": form,
               "back": reverse("room:filing", args=[number])}  # fmt: skip
    return render(request, "room/filing_act.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """What is missing first, then what waits for a signature, a receipt or a photo."""
    officers_only(request)
    if not request.user.roles - {Role.GOV}:  # type: ignore[union-attr]
        raise Hidden
    rows = Filing.objects.select_related("timeline", "round").order_by("pk")
    context = {
        "alarms": FilingAlarm.objects.open().select_related("filing__timeline").order_by("raised_at")[:MOST],
        "groups": [
            {"title": _("To be signed by the customer"), "rows": rows.drafts()[:MOST]},
            {"title": _("Receipt awaited"), "rows": rows.without_receipt()[:MOST]},
            {"title": _("Ground to be restored"), "rows": rows.to_restore()[:MOST]},
        ],
    }  # fmt: skip
    return render(request, "room/filings.html", context)
