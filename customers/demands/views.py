"""The pages of demands: the list, a new one, one of them, and its verbs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.idempotency import idempotent
from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, WrongStage
from accounts.roles import READERS, Role
from customers.demands import actions
from customers.demands.choices import CLOCK_NAMES, Source
from customers.demands.forms import DemandForm, StaffDemandForm
from customers.demands.models import Demand
from customers.demands.verbs import VERBS, open_to

MOST = 100


def mine(number: str, *, by: Any) -> Demand:
    """The demand of this number, if `by` may see it; else Hidden, as if it did not exist."""
    found = Demand.objects.visible_to(by).select_related("timeline", "case", "owner").filter(number=number).first()
    if found is None:
        raise Hidden
    return found


@login_required
@require_safe
def demands(request: HttpRequest) -> HttpResponse:
    """What is open by the day it is due on; what is over below, the newest first."""
    rows = Demand.objects.visible_to(request.user).by_urgency().select_related("owner")[:MOST]
    context = {"rows": rows, "at": timezone.now(), "may_write": may_write(request.user)}
    return render(request, "demands/list.html", {**context, "may_read": may_read(request.user)})


def may_read(user: Any) -> bool:
    """What was said: customers read their own words, of the officers those who work on cases."""
    return not user.is_staff or bool(user.roles - READERS)


def may_write(user: Any) -> bool:
    """Customers for themselves; officers who work on cases for a customer."""
    return not user.is_staff or bool(user.roles - READERS - {Role.GOV})


@login_required
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    if not may_write(request.user):
        raise NotAllowed
    kind = StaffDemandForm if request.user.is_staff else DemandForm
    initial = {name: request.GET[name] for name in ("case", "kind") if name in request.GET}
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and (demand := _opened(form, by=request.user)):
        messages.success(request, _("We have it. Your receipt is the number %(number)s.") % {"number": demand.number})
        return redirect("demands:list" if request.user.is_staff else demand.get_absolute_url())
    return render(request, "demands/new.html", {"form": form}, status=422 if form.errors else 200)


def _opened(form: Any, *, by: Any) -> Demand | None:
    try:
        return take(form.cleaned_data, by=by)
    except Invalid as refusal:
        _beside(form, refusal)
        return None


def take(given: dict[str, Any], *, by: Any) -> Demand:
    """What page and API do with the same answers."""
    case = actions.case_of(given["case"], by=by) if given.get("case") else None
    phone = given.get("phone", "")
    user = User.objects.customers().with_phone(phone).first() if by.is_staff else by
    return actions.open_demand(
        kind=given["kind"], words=given["words"], user=user, by=by, at=timezone.now(), case=case, phone=phone,
        source=Source.STAFF if by.is_staff else Source.PORTAL,
    )  # fmt: skip


def _beside(form: Any, refusal: Invalid) -> None:
    for name, said in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(said) if isinstance(said, list) else [said])


@login_required
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    try:
        demand = mine(number, by=request.user)
    except Hidden:
        if not _is_with_somebody_else(number, request.user):
            raise
        messages.info(request, _("Request %(number)s is with somebody else now.") % {"number": number})
        return redirect("demands:list")
    clocks = demand.timeline.clocks.select_related("timeline").order_by("started_at", "pk")
    context = {
        "demand": demand, "answers": demand.answers.all(), "additions": demand.additions.all(),
        "verbs": open_to(demand, request.user),
        "clocks": [{"clock": clock, "name": CLOCK_NAMES.get(clock.kind, clock.kind)} for clock in clocks],
        "may_read": may_read(request.user),
    }  # fmt: skip
    return render(request, "demands/one.html", context)


def _is_with_somebody_else(number: str, user: Any) -> bool:
    """An old message of an officer still leads here after it was handed over; nothing of it is shown."""
    return user.is_staff and may_write(user) and Demand.objects.filter(number=number).exists()


@login_required
@idempotent
def verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """GET: what it asks. POST: the action; bad input, or a step that is over, comes back with everything typed."""
    if verb not in VERBS:
        raise Http404
    chosen = VERBS[verb]
    form = chosen.form(request.POST if request.method == "POST" else None)
    try:
        demand = mine(number, by=request.user)
    except Hidden:
        if not _is_with_somebody_else(number, request.user):
            raise
        return _moved_on(request, number, form)
    if not chosen.is_open_to(demand, request.user):
        return _moved_on(request, number, form)
    if form.is_valid():
        try:
            chosen.action(demand.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            _beside(form, refusal)
        except WrongStage:
            return _moved_on(request, number, form)
        else:
            messages.success(request, _("Done: %(verb)s") % {"verb": chosen.label})
            return redirect(_after(demand, request.user))
    context = {"demand": demand, "verb": chosen, "form": form}
    return render(request, "demands/verb.html", context, status=422 if form.errors else 200)


def _moved_on(request: HttpRequest, number: str, form: Any) -> HttpResponse:
    """Somebody was faster: where it stands now, if that is still theirs to see, and the words that were typed."""
    texts = [field for field in form if form.is_bound and isinstance(field.value(), str) and field.value().strip()]
    context = {
        "number": number, "demand": Demand.objects.visible_to(request.user).filter(number=number).first(),
        "typed": [{"label": field.label, "value": field.value()} for field in texts],
    }  # fmt: skip
    return render(request, "demands/moved_on.html", context, status=WrongStage.status)


def _after(demand: Demand, user: Any) -> str:
    """Whoever has handed a demand over may no longer see it."""
    is_seen = Demand.objects.visible_to(user).filter(pk=demand.pk).exists()
    return demand.get_absolute_url() if is_seen else "/demands/"
