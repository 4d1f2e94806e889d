"""The one way to see personal data in full: say why, be recorded, then read."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.masking import Masked
from accounts.models import PersonalDataAccess, User
from accounts.refusals import Invalid, NotAllowed
from accounts.roles import READERS

ROWS = "rows"
"""The field of what was taken away as a file: many cases at once, without personal data."""
QUOTA = 30
QUOTA_WINDOW = timedelta(days=1)
log = structlog.get_logger(__name__)


@transaction.atomic
def reveal(row: models.Model, field: str, *, by: User, reason: str, at: datetime) -> str:
    """The plain value of `row.field`, after writing down who sees it and why.

    Whether this person has to do with this case is the caller's question; that readers never see it is asked here.
    """
    subject = subject_of(row)
    if subject != by:
        _may_see(by, reason)
    _write_down(row, field, subject=subject, by=by, reason=reason, at=at)
    value = getattr(row, field)
    return value.plain if isinstance(value, Masked) else value or ""


def take_rows(what: str, *, by: User, reason: str, at: datetime) -> None:
    """Write down that `by` takes rows away as a file, which and why; whether they may is the caller's question."""
    roles = " ".join(sorted(by.roles))
    PersonalDataAccess.objects.create(by=by, by_roles=roles, about=what, field=ROWS, reason=reason.strip(), at=at)


def subject_of(row: models.Model) -> User | None:
    """Whose data it is: the row itself, or the `user` it belongs to."""
    return row if isinstance(row, User) else getattr(row, "user", None)


def _may_see(by: User, reason: str) -> None:
    if not by.roles - READERS:
        raise NotAllowed(_("Your role reads cases without personal data."))
    if not reason.strip():
        raise Invalid({"reason": _("Say in a few words what you need it for. The person will be able to read it.")})


def _write_down(row: models.Model, field: str, *, subject: User | None, by: User, reason: str, at: datetime) -> None:
    seen = (
        PersonalDataAccess.objects.filter(by=by, at__gt=at - QUOTA_WINDOW)
        .exclude(subject=by)
        .exclude(field=ROWS)
        .count()
    )
    is_over = subject != by and seen >= QUOTA
    PersonalDataAccess.objects.create(
        by=by,
        by_roles=" ".join(sorted(by.roles)),
        subject=subject,
        about=f"{row._meta.label_lower}:{row.pk}",
        field=field,
        reason=reason.strip()[:200],
        at=at,
        is_over_quota=is_over,
    )
    if is_over:
        log.warning("personal_data_quota_exceeded", by_id=by.pk, seen=seen + 1)
