"""An officer's pages of one case: everything about it, taking and giving it back, a note, a verb."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Invalid, Unmet, WrongStage
from accounts.roles import READERS, Role
from applications import tracking
from applications.acting import act, refused
from applications.actions import mine
from applications.gathering import whole_case
from applications.intake.choices import UNSETTLED
from applications.intake.duplicates import likely_duplicates
from applications.models import Application
from applications.room import actions
from applications.room.forms import NoteForm
from applications.room.holding import HEADS
from applications.room.models import Assignment
from applications.room.views import officers_only
from applications.verbs import open_to


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    officers_only(request)
    return page(request, whole_case(number, by=request.user))


def page(request: HttpRequest, application: Application, form: NoteForm | None = None) -> HttpResponse:
    """`form`: a note that could not be taken, with what was typed."""
    taken = list(application.assignments.filter(released_at=None).select_related("officer", "given_by"))
    story, alike = tracking.story(application, at=timezone.now()), likely_duplicates(application)
    context = {
        **story, **_acts(application, request.user, taken), **_notes(application, form), "alike": alike,
        "are_papers_open": any(document.state in UNSETTLED for document in story["documents"]),
        "why_again": next((one["text"] for one in story["log"] if one["verb"] == "submit"), "") if alike else "",
        "may_write": bool(request.user.roles - READERS), "reachable": _reachable(application, request.user, taken),
    }  # fmt: skip
    return render(request, "room/case.html", context, status=422 if form else 200)


def _notes(application: Application, form: NoteForm | None) -> dict[str, Any]:
    """Those for colleagues and those for the customer, each with its own form."""
    notes = list(application.notes.select_related("by"))
    is_outward = form is not None and bool(form.data.get("is_for_customer"))
    return {
        "inside": [note for note in notes if not note.is_for_customer],
        "outward": [note for note in notes if note.is_for_customer],
        "form": NoteForm(auto_id="inside_%s") if form is None or is_outward else form,
        "outward_form": form if is_outward else NoteForm(initial={"is_for_customer": True}, auto_id="outward_%s"),
    }


def _reachable(application: Application, user: Any, taken: list[Assignment]) -> list[Any]:
    """Who has to do with this case, and would read an @."""
    held = (one.officer for one in taken)
    known = {one.pk: one for one in (application.manager, application.chief, *held) if one is not None}
    return [one for pk, one in known.items() if pk != user.pk]


def _acts(application: Application, user: Any, taken: list[Assignment]) -> dict[str, Any]:
    """What this officer can do now, what keeps him from it, and at whose desks the case stands."""
    verbs = [(verb, verb.obstacles(application)) for verb in open_to(application, user)]
    held = {one.desk: one for one in taken if one.desk in application.desks}
    manager = application.manager
    own = [desk for desk in application.desks if Role(desk) in user.roles]
    if manager not in (None, user):
        own = [desk for desk in own if desk != Role.MANAGER]
    return {
        "main_verbs": [verb for verb, obstacles in verbs if verb.is_main and not obstacles],
        "more_verbs": [verb for verb, obstacles in verbs if not (verb.is_main or verb.is_grave or obstacles)],
        "grave_verbs": [verb for verb, obstacles in verbs if verb.is_grave and not obstacles],
        "blocked": [(verb, obstacles) for verb, obstacles in verbs if obstacles],
        "desks": [
            (Role(desk).label, held.get(desk), manager if desk == Role.MANAGER else None) for desk in application.desks
        ],
        "may_hand_over": bool(application.desks) and bool(user.roles & HEADS),
        "has_taken": any(one.officer_id == user.pk for one in held.values()),
        "may_take": any(desk not in held for desk in own),
    }


@login_required
@require_POST
@idempotent
def take_case(request: HttpRequest, number: str) -> HttpResponse:
    officers_only(request)
    try:
        actions.take(mine(number, by=request.user).pk, by=request.user, at=timezone.now())
    except (WrongStage, Unmet) as refusal:
        return refused(request, number, refusal, back=reverse("room:case", args=[number]))
    return redirect("room:case", number)


@login_required
@require_POST
@idempotent
def release_case(request: HttpRequest, number: str) -> HttpResponse:
    officers_only(request)
    try:
        actions.release(mine(number, by=request.user).pk, by=request.user, at=timezone.now())
    except Unmet as refusal:
        return refused(request, number, refusal, back=reverse("room:case", args=[number]))
    messages.success(request, _("You have given the case back. Anybody at its desk can take it."))
    return redirect("room:case", number)


@login_required
@require_POST
@idempotent
def note(request: HttpRequest, number: str) -> HttpResponse:
    officers_only(request)
    form = NoteForm(request.POST, auto_id="outward_%s" if request.POST.get("is_for_customer") else "inside_%s")
    application = mine(number, by=request.user)
    try:
        if form.is_valid():
            actions.write_note(application.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
            return redirect(f"{reverse('room:case', args=[number])}#notes")
    except Invalid as refusal:
        form.add_error("text", list(refusal.fields["text"]))  # type: ignore[call-overload]
    return page(request, whole_case(number, by=request.user), form)


@login_required
def staff_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    officers_only(request)
    back = reverse("room:case", args=[number])
    answer: HttpResponse = act(request, number, verb, back=back, template="room/verb.html")
    return answer
