"""The writers of packages: fill in what is empty, keep what was sent, answer the one question of an authority."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from approvals.actions import locked_permit, submit_packages, supplement
from approvals.models import Permit, PermitPaper
from approvals.package.rules import content_type
from deadlines import machine


@transaction.atomic
def complete(permit_id: int, *, entries: Mapping[str, Any], by: Any, at: datetime) -> Permit:
    """Fill in what was empty. A whole package goes out at once; the authorities' clock starts with the last one."""
    permit = locked_permit(permit_id)
    permit.package = {**permit.package, **permit.definition.listed(entries)}
    machine.move(permit, "complete", by=by, at=at, data={"package": sorted(permit.package)})
    if not permit.missing_fields():
        submit_packages(permit.round_id, by=by, at=at)
    return locked_permit(permit_id)


@transaction.atomic
def answer(
    permit_id: int, *, answer: str, by: Any, at: datetime, paper: Any = None, entries: Mapping[str, Any] | None = None
) -> Permit:  # fmt: skip
    """Our answer in words, with a paper if there is one. It goes back to the authority and its clock goes on."""
    if paper is not None:
        _keep(permit_id, paper, at=at)
    return supplement(permit_id, package=entries or {}, answer=answer, by=by, at=at)


def _keep(permit_id: int, paper: Any, *, at: datetime) -> None:
    content = paper.read()
    PermitPaper.objects.create(
        permit_id=permit_id, name=str(paper.name)[-120:], content_type=content_type(content), added_at=at,
        sha256=hashlib.sha256(content).hexdigest(), file=ContentFile(content, name=secrets.token_urlsafe(24)),
    )  # fmt: skip
