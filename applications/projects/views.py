"""The officers' pages of the reserve: the list, one lead, a lead entered by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import reveal
from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from applications.projects.forms import LeadForm, ReserveFilter, SeePhoneForm
from applications.projects.showing import told
from applications.projects.verbs import DONE, VERBS, open_to
from applications.room.views import officers_only
from customers.projects import actions as reserve
from customers.projects.choices import Source
from customers.projects.models import Feed, Lead

PAGE = 50


@login_required
@require_safe
@never_cache
def projects(request: HttpRequest) -> HttpResponse:
    """Soonest wanted first; those without a day come last. A page holds fifty."""
    officers_only(request)
    form = ReserveFilter(request.GET)
    rows = form.narrow(Lead.objects.visible_to(request.user), by=request.user).in_order()
    after = request.GET.get("from", "")
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 7 else 0
    found = list(rows.select_related("officer")[start : start + PAGE + 1])
    query = request.GET.copy()
    query["from"] = str(start + PAGE)
    context = {
        "form": form, "rows": told(found[:PAGE], on=timezone.localdate()), "feeds": _feeds(),
        "later_url": f"?{query.urlencode()}" if len(found) > PAGE else "",
        "may_write": bool(request.user.roles & reserve.WORKERS),  # type: ignore[union-attr]
    }  # fmt: skip
    return render(request, "projects/list.html", context)


def _feeds() -> list[dict[str, Any]]:
    """When each platform last answered."""
    rows = Feed.objects.exclude(system=Source.BY_HAND).order_by("system")
    return [{"name": Source(row.system).label, "verified_at": row.verified_at} for row in rows]


@login_required
@never_cache
def project(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _lead(request, pk))


def _lead(request: HttpRequest, pk: int) -> Lead:
    officers_only(request)
    lead = Lead.objects.visible_to(request.user).select_related("officer").filter(pk=pk).first()
    if lead is None:
        raise Hidden
    return lead


def _shown(
    request: HttpRequest, lead: Lead, *, forms: dict[str, Any] | None = None, phone: str = "", status: int = 200
) -> HttpResponse:
    verbs = [(verb, (forms or {}).get(verb.name) or verb.form()) for verb in open_to(lead, request.user)]
    context = {
        **told([lead], on=timezone.localdate())[0], "verbs": verbs, "phone": phone,
        "phone_form": (forms or {}).get("phone") or SeePhoneForm(),
        "may_write": bool(request.user.roles & reserve.WORKERS),  # type: ignore[union-attr]
        "steps": [
            {"at": step.at, "title": DONE.get(step.verb, step.verb), "by": step.by, "text": step.text}
            for step in lead.steps.select_related("by")
        ],
        "sources": [(row.get_source_display(), row.told_at) for row in lead.news.order_by("-told_at")[:20]],
    }  # fmt: skip
    return render(request, "projects/lead.html", context, status=status)


@login_required
@require_POST
@idempotent
def lead_verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    lead = _lead(request, pk)
    if verb not in VERBS:
        raise Http404
    chosen = VERBS[verb]
    form = chosen.form(request.POST)
    if not form.is_valid():
        return _shown(request, lead, forms={verb: form}, status=422)
    try:
        chosen.action(lead.pk, by=request.user, at=timezone.now(), **form.arguments())
    except Unmet as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("projects:project", pk)
    messages.success(request, _("Done: %(verb)s") % {"verb": chosen.label})
    return redirect("projects:project", pk)


@login_required
@require_POST
@never_cache
def see_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The number to call, for whoever says why; written down like every look."""
    lead, form = _lead(request, pk), SeePhoneForm(request.POST)
    if not request.user.roles & reserve.WORKERS:  # type: ignore[union-attr]
        raise NotAllowed
    if not form.is_valid():
        return _shown(request, lead, forms={"phone": form}, status=422)
    phone = reveal(lead, "phone", by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())  # type: ignore[arg-type]
    return _shown(request, lead, phone=phone)


@login_required
@never_cache
@idempotent
def new_lead(request: HttpRequest) -> HttpResponse:
    officers_only(request)
    if not request.user.roles & reserve.WORKERS:  # type: ignore[union-attr]
        raise NotAllowed
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lead = reserve.enter_lead(by=request.user, at=timezone.now(), **form.arguments())
            return redirect("projects:project", lead.pk)
        except Invalid as refusal:
            for name, sentences in refusal.fields.items():
                form.add_error(name, sentences)  # type: ignore[arg-type]
    return render(request, "projects/new.html", {"form": form}, status=422 if form.errors else 200)
