"""The pages of agents: whom I let act for me, who lets me act for them, a new one, the code, taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.origin import client_ip
from accounts.refusals import Hidden, Invalid, NotAllowed, TooMany
from accounts.signin.forms import CodeForm
from accounts.signin.rules import CODE_LIFE
from applications.agency import actions
from applications.agency.choices import Act
from applications.agency.forms import AgentForm
from applications.agency.models import Mandate


def customers_only(request: Any) -> Any:
    if request.user.is_staff:
        raise NotAllowed(_("Agents are named by customers. Sign in with a phone number."))
    return request.user


def seen(pk: int, *, by: Any) -> Mandate:
    found = Mandate.objects.visible_to(by).select_related("owner", "case").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


@login_required
@require_safe
def agents(request: HttpRequest) -> HttpResponse:
    user, at = customers_only(request), timezone.now()
    rows = [_in_short(row, at=at) for row in Mandate.objects.visible_to(user).select_related("owner", "case")[:100]]
    context = {
        "given": [row for row in rows if row["mandate"].owner_id == user.pk],
        "held": [row for row in rows if row["mandate"].owner_id != user.pk],
    }
    return render(request, "agency/list.html", context)


def _in_short(mandate: Mandate, *, at: datetime) -> dict[str, Any]:
    is_standing, is_pending = mandate.is_standing(at), mandate.is_pending(at)
    word = _("Taken back") if mandate.revoked_at else _("Over")
    if is_standing or is_pending:
        word = _("Holds now") if is_standing else _("Waits for the code")
    return {
        "mandate": mandate, "is_standing": is_standing, "is_pending": is_pending, "word": word,
        "may_begin": is_standing and mandate.case_id is None and Act.APPLY in mandate.acts,
    }  # fmt: skip


@login_required
@sensitive_post_parameters("phone", "name")
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Whom, for what, until when; then a code goes to the owner's own phone."""
    user, at = customers_only(request), timezone.now()
    initial = {"case": request.GET.get("case", "")}
    form = AgentForm(request.POST or None, by=user, on=timezone.localdate(at), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            mandate = actions.name_agent(by=user, at=at, **form.cleaned_data)
        except Invalid as refusal:
            _beside(form, refusal)
        else:
            _send(request, mandate, at=at)
            return redirect(mandate.get_absolute_url())
    return render(request, "agency/new.html", {"form": form}, status=422 if form.errors else 200)


def _beside(form: Any, refusal: Invalid) -> None:
    for name, said in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(said) if isinstance(said, list) else [said])


def _send(request: HttpRequest, mandate: Mandate, *, at: datetime) -> None:
    try:
        actions.send_code(mandate, at=at, ip=client_ip(request), language=get_language() or "")
    except TooMany as refusal:
        messages.error(request, str(refusal.sentence))


@login_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, word for word; while it waits, the box for the code."""
    customers_only(request)
    return _page(request, seen(pk, by=request.user), CodeForm())


def _page(request: HttpRequest, mandate: Mandate, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {
        **_in_short(mandate, at=timezone.now()), "form": form, "is_mine": mandate.owner_id == request.user.pk,
        "minutes": CODE_LIFE.seconds // 60, "sms_page": f"{settings.SIMULATOR_URL}/sms/" if settings.DEMO else "",
    }  # fmt: skip
    return render(request, "agency/one.html", context, status=status)


@login_required
@require_POST
@sensitive_post_parameters("code")
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    customers_only(request)
    mandate, form = seen(pk, by=request.user), CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, mandate, form, status=422)
    try:
        actions.grant(mandate, by=request.user, at=timezone.now(), code=form.cleaned_data["code"])  # type: ignore[arg-type]
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, mandate, form, status=422)
    messages.success(request, _("It holds from now on. You can take it back here at any time, with one press."))
    return redirect("agency:list")


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    mandate = seen(pk, by=customers_only(request))
    if mandate.owner_id != request.user.pk:
        raise Hidden
    _send(request, mandate, at=timezone.now())
    return redirect(mandate.get_absolute_url())


@login_required
@require_POST
@idempotent
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke(seen(pk, by=customers_only(request)).pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Taken back. It ends with the next click."))
    return redirect("agency:list")
