"""The green channel: key projects have a chief officer and a project manager from end to end. Others' clocks stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, WrongStage
from accounts.roles import Role
from applications.actions import tell
from applications.models import Application
from deadlines import machine
from notifications import actions as notifications

FROM_RESERVE = _("Marked in the reserve of projects")
BY_ITS_LEVEL = _("The city, the province or the state lists this project as a key one. That cannot be taken back here.")


@transaction.atomic
def mark_key(application_id: int, *, by: Any, at: datetime, reason: str) -> Application:
    """A project that matters to the county is treated like the ones that city and province list."""
    application = Application.objects.locked(application_id)
    if application.is_key:
        raise WrongStage(_("This is a key project already."))
    application.is_key, application.key_reason = True, reason.strip()
    application.save(update_fields=["is_key", "key_reason"])
    machine.record(application, "mark_key", application.stage, by=by, at=at, reason=reason.strip())
    return entrust(application, at=at)


@transaction.atomic
def unmark_key(application_id: int, *, by: Any, at: datetime, reason: str) -> Application:
    application = Application.objects.locked(application_id)
    if not application.key_reason:
        raise WrongStage(BY_ITS_LEVEL if application.is_key else _("This is no key project."))
    application.is_key, application.key_reason, application.project_manager = False, "", None
    application.save(update_fields=["is_key", "key_reason", "project_manager"])
    machine.record(application, "unmark_key", application.stage, by=by, at=at, reason=reason.strip())
    return application


@transaction.atomic
def name_project_manager(application_id: int, *, by: Any, at: datetime, project_manager: int) -> Application:
    """Exactly this works manager, by the chief's word."""
    application = Application.objects.locked(application_id)
    chosen = User.objects.holding(Role.WORKS).filter(pk=project_manager, is_active=True).first()
    if chosen is None:
        raise Invalid({"project_manager": [_("Choose one of the works managers.")]})
    return _give(application, chosen, by=by, at=at)


def open_channel(application: Application, *, at: datetime) -> Application:
    """A project that we marked ourselves while it was in reserve stays marked. The caller holds the case."""
    lead = application.lead
    if lead is not None and lead.is_marked_key and not application.is_key:
        application.is_key, application.key_reason = True, str(FROM_RESERVE)
        application.save(update_fields=["is_key", "key_reason"])
    return entrust(application, at=at)


def entrust(application: Application, *, at: datetime) -> Application:
    """A key project without a project manager gets the one with the fewest. The caller holds the case."""
    if not application.is_key or application.project_manager_id:
        return application
    open_keys = Count("led_applications", filter=Q(led_applications__energised_at=None), distinct=True)
    people = User.objects.holding(Role.WORKS).filter(is_active=True).annotate(n=open_keys)
    chosen = people.order_by("n", "pk").first()
    return _give(application, chosen, by=None, at=at) if chosen else application


def _give(application: Application, chosen: User, *, by: Any, at: datetime) -> Application:
    application.project_manager = chosen
    application.save(update_fields=["project_manager"])
    machine.record(application, "name_project_manager", application.stage, by=by, at=at)
    notifications.queue(
        "key-project-yours", to=chosen, about=application.number, url=f"/room/{application.number}/", at=at,
        context={"number": application.number}, dedup=f"key-project:{application.number}:{at.isoformat()}",
    )  # fmt: skip
    tell(application, "green-channel", at=at, dedup=at.isoformat())
    return application
