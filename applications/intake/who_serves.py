"""The wizard's choice of an account manager: a card, later, or none. Nobody has to choose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.idempotency import idempotent
from accounts.refusals import Unmet
from applications.actions import mine
from applications.intake import actions
from applications.stages import Stage
from customers.serving.cards import cards
from customers.serving.forms import LATER, check_manager


@login_required
@never_cache
@idempotent
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """The cards. A full one is refused here already, and asked again when the application is submitted."""
    draft, at = mine(number, by=request.user), timezone.now()
    if draft.stage != Stage.DRAFT:
        return redirect(draft.get_absolute_url())
    answers = actions.answers_of(draft)
    found = cards(at=at, township_code=answers.get("township_code", ""))
    chosen = request.POST.get("manager", answers.get("manager", ""))
    error = _fault(chosen, found) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        actions.save_answers(draft.pk, by=request.user, at=at, answers={**answers, "manager": chosen})
        return redirect("intake:check", number)
    context = {"draft": draft, "cards": found, "chosen": chosen, "error": error}
    return render(request, "managers/choose.html", context, status=422 if error else 200)


def _fault(chosen: str, found: list[Any]) -> Any:
    try:
        check_manager(chosen)
    except forms.ValidationError as error:
        return error.message
    if any(str(card.pk) == chosen and card.is_full for card in found):
        return _("This account manager has no place left just now. Please choose another.")
    return ""


def words(chosen: str, *, at: datetime) -> Any:
    """The choice as the last look shows it."""
    if chosen == LATER:
        return _("I choose within a day")
    name = next((card.name for card in cards(at=at) if str(card.pk) == chosen), None)
    return name or _("You name one for me")


def send_back(request: HttpRequest, number: str, refusal: Unmet) -> HttpResponse:
    """Somebody took the last place a moment ago: nothing is lost, another one is chosen."""
    messages.error(request, str(refusal.sentence))
    return redirect("intake:manager", number)
