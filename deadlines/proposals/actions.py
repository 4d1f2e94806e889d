"""Propose, accept, reject. What accepting does is registered by the room that owns the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from deadlines.models import Proposal
from deadlines.proposals.models import ProposalKind

PEOPLE = frozenset({Role.SUPERVISOR, Role.CHIEF})
VALID_FOR = timedelta(days=7)
"""What a look before found is old after a week: it is proposed anew."""

Apply = Callable[[Any, str, datetime], None]
"""Carries a content out: (content, source, at). Raises Invalid when it no longer fits."""

_apply: dict[str, Apply] = {}


def register(kind: ProposalKind, apply: Apply) -> None:
    _apply[kind] = apply


@transaction.atomic
def propose(
    kind: ProposalKind,
    *,
    title: str,
    source: str,
    content: Mapping[str, Any],
    findings: Sequence[Any],
    by: User,
    at: datetime,
) -> Proposal:
    """Write a proposal down. Nothing changes yet."""
    if not by.roles & PEOPLE:
        raise NotAllowed
    if Proposal.objects.open().filter(kind=kind, title=title).exists():
        raise Unmet(_("The same is proposed already. Decide on that first."))
    return Proposal.objects.create(
        kind=kind, title=title, source=source, content=content, findings=list(findings), proposed_by=by, proposed_at=at
    )


@transaction.atomic
def accept(proposal_id: int, *, by: User, at: datetime) -> Proposal:
    """Carry it out. Another person than who proposed it."""
    row = _to_decide(proposal_id, by)
    if row.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed this yourself. Another supervisor or the chief decides."))
    if at - row.proposed_at > VALID_FOR:
        raise Unmet(_("This proposal is older than a week. Propose it anew, so that its effects are looked at again."))
    _apply[row.kind](row.content, row.source, at)
    return _decide(row, is_accepted=True, reason="", by=by, at=at)


@transaction.atomic
def reject(proposal_id: int, *, by: User, at: datetime, reason: str) -> Proposal:
    """Not carried out. Who proposed it may not decide, but another may say no, with a reason."""
    row = _to_decide(proposal_id, by)
    if row.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed this yourself. Another supervisor or the chief decides."))
    if not reason.strip():
        raise Invalid({"reason": [_("Say in a few words why. It is kept with your name.")]})
    return _decide(row, is_accepted=False, reason=reason.strip(), by=by, at=at)


def _to_decide(proposal_id: int, by: User) -> Proposal:
    if not by.roles & PEOPLE:
        raise NotAllowed
    row = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None:
        raise Hidden
    if row.decided_at is not None:
        raise Unmet(_("This has been decided already."))
    return row


def _decide(row: Proposal, *, is_accepted: bool, reason: str, by: User, at: datetime) -> Proposal:
    row.is_accepted, row.reason, row.decided_by, row.decided_at = is_accepted, reason, by, at
    row.save(update_fields=["is_accepted", "reason", "decided_by", "decided_at"])
    return row
