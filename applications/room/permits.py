"""An officer records what an authority decided, with its document."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, WrongStage
from applications.actions import mine
from approvals.models import Permit
from approvals.verbs import VERBS, open_to, run


def _permit(request: HttpRequest, number: str, pk: int) -> Permit:
    """The permit of this case, for officers who see the case."""
    if not request.user.is_staff:
        raise Hidden
    application = mine(number, by=request.user)
    found = Permit.objects.select_related("definition", "round").filter(pk=pk, timeline=application.timeline).first()
    if found is None:
        raise Hidden
    return found


def _edges(permit: Permit) -> list[Any]:
    """What can be done at this stage, by whomever."""
    return [edge for edge in permit.get_all_stage_transitions() if edge.source == permit.stage]  # type: ignore[attr-defined]


@login_required
def permit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _permit(request, number, pk)
    context = {"permit": found, "number": number, "verbs": open_to(found, request.user)}
    return render(request, "room/permit.html", context)


@login_required
@idempotent
def permit_verb(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    found = _permit(request, number, pk)
    if verb not in VERBS:
        raise Http404
    if verb not in {one.name for one in open_to(found, request.user)}:
        raise NotAllowed if any(edge.name == verb for edge in _edges(found)) else WrongStage
    form: Any = VERBS[verb].form(request.POST or None, request.FILES or None, initial=found.package)
    if request.method == "POST" and form.is_valid():
        try:
            run(found, verb, request.POST, by=request.user, at=timezone.now(), files=request.FILES)
            return redirect("room:case", number)
        except Invalid as refusal:
            for name, sentences in refusal.fields.items():
                form.add_error(name if name in form.fields else None, list(sentences))  # type: ignore[call-overload]
    back = reverse("room:permit", args=[number, pk])
    context = {"permit": found, "number": number, "verb": VERBS[verb], "form": form, "back": back}
    return render(request, "room/permit_verb.html", context, status=422 if request.method == "POST" else 200)
