"""The writers of published outages: a warning issued, somebody subscribed, told, or no longer told."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.signin.actions import welcome_customer
from notifications.actions import queue
from notifications.models import Message
from outages.published.rules import PublicOutage
from portal.disclosure.outages import cap
from portal.disclosure.outages.models import CapMessage, Subscription
from portal.disclosure.outages.showing import TOWN_NAMES, address_of

MOST_TOWNSHIPS = 5


@transaction.atomic
def issue(outage: PublicOutage) -> CapMessage | None:
    """A warning when what it would say is new; None when the one before still holds."""
    earlier = list(CapMessage.objects.filter(number=outage.number).order_by("revision"))
    content = hashlib.sha256(cap.content_of(outage).encode()).hexdigest()
    if earlier and (earlier[-1].content == content or earlier[-1].revision >= outage.revision):
        return None
    return CapMessage.objects.create(
        number=outage.number, revision=outage.revision, kind=cap.kind_of(outage, earlier), content=content,
        sent_at=outage.changed_at,
    )  # fmt: skip


@transaction.atomic
def subscribe(phone: str, townships: Iterable[str], *, at: datetime, language: str = "") -> list[Subscription]:
    """A number that was just proved by its code hears of these townships; asked for twice it is once."""
    user = welcome_customer(phone, at=at, language=language)
    wanted = [code for code in dict.fromkeys(townships) if code in TOWN_NAMES][:MOST_TOWNSHIPS]
    rows = [
        Subscription(user=user, township_code=code, since=at, token=secrets.token_urlsafe(24)) for code in wanted
    ]  # fmt: skip
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Subscription.objects.standing().filter(user=user).order_by("township_code"))


@transaction.atomic
def unsubscribe(token: str, *, at: datetime) -> Subscription | None:
    """By the link alone; a second time nothing happens."""
    row = Subscription.objects.select_for_update().filter(token=token).first()
    if row is not None and row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
    return row


@transaction.atomic
def tell_subscribers(outage: PublicOutage, *, at: datetime) -> int:
    """Everybody who wants to hear of these townships, once a phase and a new end; who was told directly is left out."""
    rows = Subscription.objects.standing().filter(township_code__in=outage.townships).select_related("user")
    told = set(Message.objects.filter(about=outage.number).exclude(template__startswith="area-")
               .values_list("recipient", flat=True))  # fmt: skip
    heard: dict[int, Subscription] = {row.user_id: row for row in rows if row.user_id not in told}
    for row in heard.values():
        _tell(row.user, row, outage, at=at)
    return len(heard)


def _tell(user: User, row: Subscription, outage: PublicOutage, *, at: datetime) -> None:
    until = outage.ended_at or outage.until
    facts = {"place": TOWN_NAMES[row.township_code], "start_at": outage.since.isoformat()}
    facts["end_at"] = until.isoformat() if until else ""
    queue(
        f"area-{outage.phase.lower()}", to=user, about=outage.number, url=address_of(outage.number), at=at,
        context=facts, dedup=f"area:{outage.number}:{outage.phase}:{facts['end_at']}:{user.pk}",
    )  # fmt: skip
