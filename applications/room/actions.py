"""Take a case, give it back or to a colleague, write on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from accounts.roles import READERS, Role
from applications.actions import tell
from applications.models import Application
from applications.room.holding import desk_to_hand_over, desk_to_release, desk_to_take
from applications.room.mentions import Mentions, mentioned
from applications.room.models import Assignment, Note, SavedView
from applications.room.queue import free, key_projects, page_of
from notifications import actions as notifications

TRIES = 5
MOST_VIEWS = 12


@transaction.atomic
def take(application_id: int, *, by: Any, at: datetime) -> Assignment:
    """Take the case for the desk it stands at; a second officer, or another account manager, is told who has it."""
    application = Application.objects.locked(application_id)
    desk = desk_to_take(application.desks, {**_looked_after(application), **_held(application)}, by=by)
    standing = _standing(application).filter(desk=desk).first()
    return standing or Assignment.objects.create(application=application, desk=desk, officer=by, taken_at=at)


def _standing(application: Application) -> QuerySet[Assignment]:
    return Assignment.objects.filter(application=application, released_at=None)


def _looked_after(application: Application) -> dict[str, Any]:
    """The account manager has the case at that desk without taking it."""
    return {Role.MANAGER: application.manager} if application.manager else {}


def _held(application: Application) -> dict[str, Any]:
    """Under the lock of the case: who has it for which desk."""
    return {row.desk: row.officer for row in _standing(application).select_related("officer")}


@transaction.atomic
def hand_over(application_id: int, *, by: Any, at: datetime, to: Any, reason: str) -> Assignment:
    """Give the case to a colleague at its desk, who is told; who gave it and why stays with the case."""
    application = Application.objects.locked(application_id)
    desk = desk_to_hand_over(application.desks, _held(application), by=by, to=to)
    _standing(application).filter(desk=desk).update(released_at=at)
    given = Assignment.objects.create(
        application=application, desk=desk, officer=to, taken_at=at, given_by=by, reason=reason
    )
    notifications.queue(
        "case-handed-over", to=to, about=application.number, url=reverse("room:case", args=[application.number]), at=at,
        context={"number": application.number}, dedup=f"case-handed-over:{given.pk}",
    )  # fmt: skip
    return given


def take_next(*, by: Any, at: datetime) -> Assignment | None:
    """The soonest promise that nobody has taken, key projects first; who loses a race gets the one behind it."""
    for case in [*key_projects(free(by)), *page_of(free(by), size=TRIES).rows]:
        try:
            return take(case.pk, by=by, at=at)
        except (NotAllowed, Unmet, WrongStage):
            continue
    return None


@transaction.atomic
def release(application_id: int, *, by: Any, at: datetime) -> int:
    """Give back what this officer has taken of the case."""
    application = Application.objects.locked(application_id)
    desk_to_release(application.desks, _held(application), by=by)
    return _standing(application).filter(officer=by).update(released_at=at)


@transaction.atomic
def keep_view(*, by: Any, name: str, place: str, query: str) -> SavedView:
    """Under this name from now on; so many that a row of them can still be read."""
    others = SavedView.objects.filter(owner=by).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise Invalid({}, _("You have kept twelve views already. Let one of them go first."))
    facts = {"place": place, "query": query}
    return SavedView.objects.update_or_create(owner=by, name=name, defaults=facts)[0]


def let_go_of_view(pk: int, *, by: Any) -> bool:
    return bool(SavedView.objects.filter(pk=pk, owner=by).delete()[0])


@transaction.atomic
def write_note(application_id: int, *, by: Any, at: datetime, text: str, is_for_customer: bool = False) -> Note:
    """A remark on the case: inside, where an @ reaches a colleague's inbox, or for the customer. Reading roles read."""
    if not by.roles - READERS:
        raise NotAllowed
    application = Application.objects.locked(application_id)
    named = mentioned(text, Application.objects.officers())
    if faults := _faults(named, is_for_customer=is_for_customer):
        raise Invalid({"text": faults})
    note = Note.objects.create(application=application, by=by, at=at, text=text, is_for_customer=is_for_customer)
    note.mentions.set(named.people)
    for officer in named.people:
        notifications.queue(
            "mentioned-in-note", to=officer, about=application.number, at=at, dedup=f"mentioned:{note.pk}:{officer.pk}",
            url=f"{reverse('room:case', args=[application.number])}#notes", context={"number": application.number},
        )  # fmt: skip
    if is_for_customer:
        tell(application, "note-for-customer", at=at, dedup=str(note.pk))
    return note


def _faults(named: Mentions, *, is_for_customer: bool) -> list[Any]:
    """A mention that would reach nobody, or that the customer would read."""
    if is_for_customer and (named.people or named.unknown):
        return [
            _("The customer reads this note, so it names no colleague. Write to colleagues in a note of their own.")
        ]
    return [
        _("Nobody here is called “@%(name)s”. Write the name as it stands on the case.") % {"name": name}
        for name in named.unknown
    ]
