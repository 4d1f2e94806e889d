"""One page for any verb: what it asks, what keeps it from being used, and the one action behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.idempotency import idempotent
from accounts.refusals import Invalid, NotAllowed, Refusal, Unmet, WrongStage
from applications import proving
from applications.actions import mine
from applications.consequences import CONSEQUENCES, SIGNED
from applications.extension.showing import asked_rows
from applications.gathering import fill
from applications.lease.listing import LEASE
from applications.lease.showing import rows as lease_rows
from applications.models import Application
from applications.tracking import plan_rows
from applications.verbs import VERBS, Verb, open_to

OF_A_LEASE = frozenset(row[0] for row in LEASE) - {"choose_lease", "decline_lease"}
BY_A_SECOND = frozenset({"confirm_extension", "decline_extension"})


@idempotent
def act(request: HttpRequest, number: str, verb: str, *, back: str, template: str, code: Any = None) -> HttpResponse:
    """GET: the form. POST: the action, then back to the case; bad input comes back with everything typed.

    `code` is the box of a signature that still owes its code: until then nothing is done.
    """
    application = mine(number, by=request.user)
    if verb not in VERBS:
        raise Http404
    chosen = VERBS[verb]
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = chosen.form(*given, initial=request.GET.dict())
    form.expect(application)
    form.know(application, at=timezone.now())
    try:
        _refuse_unless_open(chosen, application, request.user)
        if request.method == "POST" and code is None and _is_done(chosen, form, application, by=request.user):
            messages.success(request, _("Done: %(verb)s") % {"verb": chosen.label})
            return redirect(back)
    except (WrongStage, Unmet) as refusal:
        return refused(request, number, refusal, back=back, form=form)
    context = {
        "application": application, "verb": chosen, "form": form, "back": back,
        "obstacles": chosen.obstacles(application), "consequence": CONSEQUENCES.get(verb, ""),
        **_signed(chosen, application), **proving.box(request, code, at=timezone.now()),
    }  # fmt: skip
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def refused(request: HttpRequest, number: str, refusal: Refusal, *, back: str, form: Any = None) -> HttpResponse:
    """The case has moved on meanwhile: where it stands now, what can be done instead, and whatever was typed."""
    case = fill(mine(number, by=request.user))
    context = {
        "application": case, "refusal": refusal, "back": back,
        "typed": form.typed() if form is not None and form.is_bound else [],
        "verbs": [verb for verb in open_to(case, request.user) if verb.is_main and not verb.obstacles(case)],
    }  # fmt: skip
    return render(request, "applications/refused.html", context, status=refusal.status)


def _refuse_unless_open(verb: Verb, application: Application, user: Any) -> None:
    """Wrong moment for somebody who could do this at another one; otherwise not theirs at all."""
    if verb.is_open_to(application, user):
        return
    raise WrongStage if not user.is_staff or _is_theirs(verb, application, user) else NotAllowed


def _is_theirs(verb: Verb, application: Application, user: Any) -> bool:
    row = verb.row(application)
    if row is None or verb.may is not None:
        return row is None
    edges = row._meta.get_field("stage").get_all_transitions(type(row))
    return any(edge.name == verb.name and edge.has_perm(row, user) for edge in edges)


def _is_done(verb: Verb, form: Any, application: Application, *, by: Any) -> bool:
    """Run the action with what the form says; what it refuses stands beside the fields."""
    if not form.is_valid():
        return False
    try:
        verb.action(application.pk, by=by, at=timezone.now(), **form.arguments())
    except Invalid as refusal:
        _show(form, refusal)
        return False
    return True


def _show(form: Any, refusal: Invalid) -> None:
    """Put an action's refusal beside the fields it speaks of."""
    for name, sentences in refusal.fields.items():
        said = list(sentences) if isinstance(sentences, list | tuple) else [sentences]
        form.add_error(name if name in form.fields else None, said)


def _signed(verb: Verb, application: Application) -> dict[str, Any]:
    """What is read before it is signed or decided: the rows and the letter."""
    if verb.name in BY_A_SECOND:
        return {"signed_rows": asked_rows(application)}
    if verb.name in OF_A_LEASE:
        return {"signed_rows": lease_rows(application.lease)}
    kind = SIGNED.get(verb.name)
    row = getattr(application, kind) if kind else None
    if row is None:
        return {}
    return {"signed": kind, "signed_letter": row.letter, "signed_rows": plan_rows(row) if kind == "plan" else []}
