"""Ask once for everything that is missing, remind, take the answer to exactly that, close, open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, Unmet, WrongStage
from applications.actions import advance, settle, start_clock, tell
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.correction.applying import apply_answers
from applications.correction.letters import attach_request_letter
from applications.correction.models import CorrectionItem, CorrectionRequest
from applications.correction.rules import Wanted, faults, reminder_due, wanted
from applications.deciding import rules_on
from applications.intake.uploads import NotTaken, Paper, examined, sealed
from applications.models import Application
from applications.stages import Stage
from customers import actions as customers
from deadlines import actions as deadlines

TOO_LATE = _("It was closed more than %(days)s days ago. Please apply again; nothing has to be fetched twice.")
STILL_OPEN = _("Answer this too. If you do not have it, say so in a few words.")


class Given(NamedTuple):
    """The answer to one item: words, a file, or both."""

    words: str = ""
    file: Any = None


@transaction.atomic
def request_correction(application_id: int, *, by: Any, at: datetime, items: Sequence[Any]) -> Application:
    """Ask once for everything: sentences, or `Wanted` rows of the closed list. The letter goes with it."""
    asked = wanted(items)
    answered = set(CorrectionItem.objects.filter(request__application=application_id).values_list("pk", flat=True))
    if found := faults(asked, answered):
        raise Invalid({"items": found})
    said = [{"kind": item.kind, "text": item.text} for item in asked]
    application = advance(application_id, "request_correction", by=by, at=at, data={"items": said})
    request = _open_request(application, asked, by=by, at=at)
    deadlines.stop(application.timeline, "C0", at=at)
    tell(application, "correction-requested", at=at, until_on=request.due_on.isoformat())
    return settle(application, at=at)


def _open_request(application: Application, asked: list[Wanted], *, by: Any, at: datetime) -> CorrectionRequest:
    due_on = timezone.localdate(at) + timedelta(days=rules_on(at).days["answer"])
    request = CorrectionRequest.objects.create(application=application, asked_by=by, asked_at=at, due_on=due_on)
    for item in asked:
        CorrectionItem.objects.create(request=request, kind=item.kind, text=item.text, follows_id=item.follows)
    attach_request_letter(request, at=at)
    request.save(update_fields=["letter", "letter_sha256"])
    return request


def keep_answers(application_id: int, *, by: Any, at: datetime, answers: Mapping[int, Given]) -> None:
    """Keep what has been answered so far, so that no photo is taken twice; nothing is sent yet."""
    papers = {pk: _examined(pk, given.file) for pk, given in answers.items() if given.file}
    with transaction.atomic():
        application = Application.objects.locked(application_id)
        if application.stage != Stage.CORRECTION or not for_customer(Act.APPLY)(application, by):
            raise WrongStage
        _keep(application, answers, papers, at=at)


def _keep(application: Application, answers: Mapping[int, Given], papers: Mapping[int, Paper], *, at: datetime) -> None:
    rows = CorrectionItem.objects.filter(request__application=application, request__answered_at=None)
    for item in rows.filter(pk__in=answers):
        item.answer, item.answered_at = answers[item.pk].words.strip(), at
        if item.pk in papers:
            _put(item, papers[item.pk])
        if not (item.answer or item.file):
            item.answered_at = None
        item.save()


def _put(item: CorrectionItem, paper: Paper) -> None:
    old, storage = item.file.name, item.file.storage
    item.file.save("", ContentFile(sealed(paper)), save=False)
    item.file_type = paper.type
    if old:
        transaction.on_commit(lambda: storage.delete(old), robust=True)


def _examined(pk: int, file: Any) -> Paper:
    try:
        return examined(file)  # before the lock: a scanner may take its time
    except NotTaken as refused:
        raise Invalid({f"item_{pk}": [refused.args[0]]}) from None


def correct(
    application_id: int, *, by: Any, at: datetime, answers: Mapping[int, Given] | None = None, answer: str = ""
) -> Application:
    """The customer's one answer to the one list. What it changes of the application is changed, and decided anew."""
    papers = {pk: _examined(pk, given.file) for pk, given in (answers or {}).items() if given.file}
    with transaction.atomic():
        application = advance(application_id, "correct", by=by, at=at)
        _keep(application, answers or {}, papers, at=at)
        request = application.corrections.get(answered_at=None)
        items = list(request.wanted.all())
        if left := [item for item in items if not item.is_answered]:
            raise Invalid({f"item_{item.pk}": [STILL_OPEN] for item in left})
        request.answer, request.answered_at = answer.strip(), at
        request.save()
        application.complete_at = at
        application.save(update_fields=["complete_at"])
        apply_answers(application, items, by=by, at=at)
        start_clock(application, "C0", at=at)
        return settle(application, at=at)


@transaction.atomic
def remind_of_correction(application_id: int, *, at: datetime) -> Application:
    """On the days that the rules name, each once; what was missed on its day comes as soon as it may."""
    application = Application.objects.locked(application_id)
    request = application.corrections.filter(answered_at=None).first()
    step = reminder_due(request.due_on, timezone.localdate(at), rules_on(at)) if request else None
    if application.stage != Stage.CORRECTION or request is None or step is None:
        raise WrongStage
    tell(
        application, "correction-reminder", at=at, until_on=request.due_on.isoformat(),
        dedup=f"{request.pk}-{request.due_on}-{step}",
    )  # fmt: skip
    return application


@transaction.atomic
def close_unanswered(application_id: int, *, at: datetime) -> Application:
    application = advance(application_id, "close_unanswered", by=None, at=at)
    customers.release_manager(application.timeline, at=at)
    until_on = timezone.localdate(at) + timedelta(days=rules_on(at).days["reopen"])
    tell(application, "application-closed-unanswered", at=at, until_on=until_on.isoformat())
    return settle(application, at=at)


@transaction.atomic
def reopen(application_id: int, *, by: Any, at: datetime) -> Application:
    """The customer answers after all, and has as long for it as the first time."""
    application = advance(application_id, "reopen", by=by, at=at)
    closed = application.timeline.events.filter(verb="close_unanswered").order_by("-seq").first()
    days = rules_on(at).days
    today = timezone.localdate(at)
    if closed is not None and today > timezone.localdate(closed.at) + timedelta(days=days["reopen"]):
        raise Unmet(TOO_LATE % {"days": days["reopen"]})
    due_on = today + timedelta(days=days["answer"])
    application.corrections.filter(answered_at=None).update(due_on=due_on)
    return settle(application, at=at)
