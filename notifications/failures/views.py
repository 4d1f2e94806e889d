"""The list of messages that did not get through, and of people to call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, Unmet
from accounts.roles import Role
from notifications import precedence, templates
from notifications.choices import Channel
from notifications.failures import actions
from notifications.failures.models import Outcome
from notifications.models import Delivery

PAGE = 50
SEE = actions.CALLERS | {Role.SUPERVISOR}
REASONS = {
    "no-phone": gettext_lazy("There is no mobile number."),
    "REFUSED_BY_GATEWAY": gettext_lazy("The operator did not take the number or the text."),
    "sender-died": gettext_lazy("Our own sender broke off several times."),
    "cannot-be-written": gettext_lazy("The text could not be put together. Tell those who look after the portal."),
}
WISHED = gettext_lazy("This person asked to be called as well.")
WECHAT = gettext_lazy("WeChat did not take it, and there is no number for an SMS.")
OTHERWISE = gettext_lazy("The operator could not deliver it, or did not answer for a day.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What for?"), max_length=200,
        help_text=gettext_lazy("The customer can read that you looked, and why."),
    )  # fmt: skip


class CallForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did the call end?"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of these.")},
    )  # fmt: skip
    said = forms.CharField(
        label=gettext_lazy("What was said?"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


@login_required
@require_safe
@never_cache
def failures(request: HttpRequest) -> HttpResponse:
    return _shown(request)


def _shown(request: HttpRequest, *, opened: int = 0, **more: Any) -> HttpResponse:
    """`more` is what the one that was opened shows: its number, or a form that could not be taken."""
    if not (request.user.is_staff and request.user.roles & SEE):  # type: ignore[union-attr]
        raise Hidden
    rows = Delivery.objects.to_call().select_related("message__recipient").prefetch_related("calls__called_by")
    found = list(rows[: PAGE + 1])
    shown = [_told(row, more if row.pk == opened else {}) for row in found[:PAGE]]
    has_errors = any(getattr(form, "errors", None) for form in more.values())
    context = {
        "shown": shown, "is_more": len(found) > PAGE, "may_act": bool(request.user.roles & actions.CALLERS),  # type: ignore[union-attr]
        "on_way": Delivery.objects.open().count(),
    }  # fmt: skip
    return render(request, "notifications/failures.html", context, status=422 if has_errors else 200)


def _told(row: Any, more: dict[str, Any]) -> dict[str, Any]:
    message, language = row.message, get_language() or "zh-hans"
    return {
        "row": row, "message": message, "reason": reason_of(row), "precedence": precedence.label_of(row.rank),
        "written": templates.show(message.template, message.version, message.context, language=language),
        "form": more.get("form") or ReasonForm(auto_id=f"id_{row.pk}_%s"), "phone": more.get("phone", ""),
        "call_form": more.get("call_form") or CallForm(auto_id=f"id_{row.pk}_%s"),
    }  # fmt: skip


def reason_of(row: Delivery) -> Any:
    if row.channel == Channel.CALL:
        return WISHED
    return WECHAT if row.reason.startswith("wechat-") else REASONS.get(row.reason, OTHERWISE)


@login_required
@require_POST
@idempotent
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.try_again(pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, _("It is on its way again."))
    except Unmet as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("message-failures")


@login_required
@require_POST
@never_cache
@idempotent
def called(request: HttpRequest, pk: int) -> HttpResponse:
    form = CallForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            call = actions.note_call(pk, **form.cleaned_data, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Invalid as refusal:
            form.add_error("said", list(refusal.fields["said"]))  # type: ignore[call-overload]
        else:
            messages.success(request, _("Noted: %(outcome)s.") % {"outcome": call.get_outcome_display()})
            return redirect("message-failures")
    return _shown(request, opened=pk, call_form=form)


@login_required
@require_POST
@never_cache
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The same words on paper, for whoever has no phone that rings: to print, sign and hand over."""
    at = timezone.now()
    row, reader, name = actions.reader_of_letter(pk, by=request.user, at=at)  # type: ignore[arg-type]
    message, language = row.message, reader.language
    context = {
        "message": message, "name": name, "last_digits": reader.phone[-4:], "language": language, "at": at,
        "written": templates.show(message.template, message.version, message.context, language=language),
    }  # fmt: skip
    return render(request, "notifications/letter.html", context)


@login_required
@require_POST
@never_cache
def number(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        with transaction.atomic():
            actions.failure(pk, by=request.user)  # type: ignore[arg-type]
        return _shown(request, opened=pk, form=form)
    phone = actions.number_to_call(pk, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    return _shown(request, opened=pk, phone=phone)
