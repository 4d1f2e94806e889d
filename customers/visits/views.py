"""The pages of visits to customers: what is to be made, who was not visited, one plan, one customer, the word."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from customers.models import Customer, Visit
from customers.visits import actions, showing
from customers.visits.choices import OPEN, PLAN, SEE
from customers.visits.forms import CancelForm, ImportanceForm, PlanForm, RecordForm, WordForm
from customers.visits.models import VisitPlan


def _officers(request: HttpRequest) -> Any:
    user: Any = request.user
    if not (user.is_staff and user.roles & SEE):
        raise Hidden
    return user


def _beside(form: Any, refusal: Invalid) -> None:
    for name, said in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(said))  # type: ignore[call-overload]


def _page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """What is to be made."""
    user, day = _officers(request), timezone.localdate()
    only_own = request.GET.get("show") == "mine"
    rows = showing.to_make(user, only_own=only_own, day=day)
    context = {"rows": rows, "tab": "mine" if only_own else "all", "may_plan": bool(user.roles & PLAN)}
    return render(request, "visits/list.html", context)


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The important customers, those not visited this quarter first."""
    user = _officers(request)
    context = showing.important(day=timezone.localdate()) | {"tab": "important", "may_plan": bool(user.roles & PLAN)}
    return render(request, "visits/coverage.html", context)


@login_required
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    user = _officers(request)
    if not user.roles & PLAN:
        raise NotAllowed
    given = request.GET.get("customer", "")
    customer = Customer.objects.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 16 else None
    form = PlanForm(
        request.POST if request.method == "POST" else None, customer=customer, initial={"responsible": user.username}
    )  # fmt: skip
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "account_no"}
        try:
            plan = actions.plan_visit(form.customer, by=user, at=timezone.now(), **told)  # type: ignore[arg-type]
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("Planned."))
            return redirect("customer-visits:one", plan.pk)
    return _page(request, "visits/new.html", form, customer=customer)


def _plan(request: HttpRequest, pk: int) -> VisitPlan:
    rows = VisitPlan.objects.visible_to(_officers(request)).select_related("customer", "responsible", "planned_by")
    plan = rows.filter(pk=pk).first()
    if plan is None:
        raise Hidden
    return plan


@login_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    user: Any = request.user
    context = {
        "plan": plan, "visits": showing.visits_of(plan), "may_act": bool(user.roles & PLAN) and plan.stage in OPEN,
        "day": timezone.localdate(),
    }  # fmt: skip
    return render(request, "visits/one.html", context)


@login_required
@idempotent
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """On the phone, at the customer's."""
    plan, at = _plan(request, pk), timezone.now()
    form = RecordForm(request.POST if request.method == "POST" else None, is_joint=plan.kind == "TRIPARTITE")
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("channel", "visited_at", "note", "score", "words")}
        try:
            actions.record_visit(plan.pk, attended=form.attended, by=request.user, at=at, **told)  # type: ignore[arg-type]
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("customer-visits:one", plan.pk)
    return _page(request, "visits/record.html", form, plan=plan)


@login_required
@idempotent
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.cancel_plan(plan.pk, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("Called off."))
        return redirect("customer-visits:list")
    return _page(request, "visits/cancel.html", form, plan=plan)


@login_required
@idempotent
def of(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer: how important, every visit, what is planned."""
    user = _officers(request)
    customer = get_object_or_404(Customer, pk=pk)
    names = {"level": "importance_level", "document": "importance_document", "is_life_support": "is_life_support"}
    initial = {name: getattr(customer, field) for name, field in names.items()}
    form = ImportanceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.note_importance(customer.pk, by=user, at=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("customer-visits:of", customer.pk)
    rows = customer.visits.select_related("visited_by").order_by("-visited_at")[:50]
    return _page(
        request, "visits/customer.html", form, customer=customer, visits=rows, plans=customer.visit_plans.open(),
        may_note=user.has_role(Role.CHIEF), may_plan=bool(user.roles & PLAN),
    )  # fmt: skip


@login_required
@idempotent
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's own page about one visit; for everybody else it does not exist."""
    visit = Visit.objects.filter(pk=pk, customer__user=request.user).first()
    if visit is None or request.user.is_staff:
        raise Hidden
    form = WordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.give_word(visit.pk, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Thank you."))
        except Unmet as refusal:
            messages.info(request, str(refusal.sentence))
        return redirect(settings.CUSTOMER_HOME_URL)
    return _page(request, "visits/word.html", form, visit=visit)
