"""One page for any verb: what it asks, what keeps it from being used, and the one action behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.idempotency import idempotent
from accounts.refusals import Invalid, NotAllowed, WrongStage
from applications.actions import mine
from applications.models import Application
from applications.verbs import VERBS, Verb


@idempotent
def act(request: HttpRequest, number: str, verb: str, *, back: str, template: str) -> HttpResponse:
    """GET: the form. POST: the action, then back to the case; bad input comes back with everything typed."""
    application = mine(number, by=request.user)
    if verb not in VERBS:
        raise Http404
    chosen = VERBS[verb]
    _refuse_unless_open(chosen, application, request.user)
    form = chosen.form(request.POST or None, request.FILES or None, initial=request.GET.dict())
    form.know(application, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            chosen.action(application.pk, by=request.user, at=timezone.now(), **form.arguments())
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("Done: %(verb)s") % {"verb": chosen.label})
            return redirect(back)
    context = {
        "application": application, "verb": chosen, "form": form, "back": back,
        "obstacles": chosen.obstacles(application),
    }  # fmt: skip
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _refuse_unless_open(verb: Verb, application: Application, user: Any) -> None:
    if not verb.is_open_to(application, user):
        raise NotAllowed if user.is_staff and verb.row(application) is not None else WrongStage


def _show(form: Any, refusal: Invalid) -> None:
    """Put an action's refusal beside the fields it speaks of."""
    for name, sentences in refusal.fields.items():
        said = list(sentences) if isinstance(sentences, list | tuple) else [sentences]
        form.add_error(name if name in form.fields else None, said)
