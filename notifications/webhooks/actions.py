"""Writes of news to programs: subscribe, announce, claim and settle pushes, push again, end."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, Unmet, WrongStage
from notifications.webhooks.choices import PING, PushState
from notifications.webhooks.models import Push, Webhook
from notifications.webhooks.rules import LEASE, PREFIX, host_of, wait_after
from notifications.webhooks.sending import Came

MOST = 10
KEEP = timedelta(days=30)
NOT_THERE = _("Give an https address on a host that the operator of this portal has allowed.")


@transaction.atomic
def subscribe(owner: User, *, url: str, topics: Iterable[str], at: datetime) -> Webhook:
    """A new address with a secret of its own."""
    if host_of(url, settings.WEBHOOK_HOSTS) is None:
        raise Invalid({"url": [NOT_THERE]})
    User.objects.hold(owner.pk, no_key=True)
    if Webhook.objects.standing().filter(owner=owner).count() >= MOST:
        raise Unmet(_("You have ten addresses already. End one that is not used any more."))
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    return Webhook.objects.create(owner=owner, url=url, topics=sorted(topics), secret=secret, created_at=at)


def end(webhook_id: int, *, by: User, at: datetime) -> None:
    """Nothing is pushed there any more; twice is once."""
    own = Webhook.objects.filter(pk=webhook_id, owner=by)
    if not own.filter(ended_at=None).update(ended_at=at) and not own.exists():
        raise Hidden


def announce(
    topic: str, hooks: Iterable[Webhook], *, about: str, stage: str, at: datetime, may_hear: Callable[[User], bool]
) -> int:  # fmt: skip
    """Write a push for every address that wants to hear of it and whose owner may. In the caller's transaction."""
    hooks = list(hooks)
    prefetch_related_objects(hooks, "owner")
    wanted = [hook for hook in hooks if may_hear(hook.owner)]
    payload = {"type": topic, "number": about, "stage": stage, "at": at.isoformat()}
    rows = [_push(hook, topic, payload, key=f"{about}:{stage}:{at.isoformat()}", at=at) for hook in wanted]
    return len(Push.objects.bulk_create(rows, ignore_conflicts=True))


def ping(webhook: Webhook, *, at: datetime) -> Push:
    """Try the address with a push that tells of nothing."""
    payload = {"type": PING, "number": "", "stage": "", "at": at.isoformat()}
    row = _push(webhook, PING, payload, key=f"{PING}:{at.isoformat()}:{secrets.token_hex(4)}", at=at)
    row.save(force_insert=True)
    return row


def _push(webhook: Webhook, topic: str, payload: dict[str, Any], *, key: str, at: datetime) -> Push:
    return Push(webhook=webhook, topic=topic, payload=payload, key=key, created_at=at, next_at=at)


@transaction.atomic
def claim(*, at: datetime) -> Push | None:
    """Take the next push for a minute; whoever dies with it loses only that."""
    ready = Push.objects.ready(at=at).select_related("webhook")
    row = ready.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.attempts, row.next_at = row.attempts + 1, at + LEASE
    row.save(update_fields=["attempts", "next_at"])
    return row


@transaction.atomic
def settle(row: Push, came: Came, *, at: datetime) -> Push:
    """Write down what an attempt came to, and when the next one is."""
    held = Push.objects.select_for_update().select_related(None).get(pk=row.pk)
    if held.state != PushState.WAITING or held.attempts != row.attempts:
        return held  # its lease ran out and another has it
    told = {"at": at.isoformat(), "status": came.status, "reason": came.reason, "took_ms": came.took_ms}
    held.tries = [*held.tries, told][-20:]
    wait = None if came.is_gone else wait_after(held.attempts)
    if came.is_taken or wait is None:
        held.state = PushState.TAKEN if came.is_taken else PushState.DEAD
        held.next_at, held.settled_at = None, at
    else:
        held.next_at = at + wait
    held.save(update_fields=["tries", "state", "next_at", "settled_at"])
    if came.is_gone:
        Webhook.objects.filter(pk=held.webhook_id, ended_at=None).update(ended_at=at)
    return held


@transaction.atomic
def push_again(push_id: int, *, by: User, at: datetime) -> Push:
    """Send what was given up, or taken, once more; it keeps its id."""
    row = Push.objects.select_for_update(of=("self",)).filter(pk=push_id, webhook__owner=by).first()
    if row is None:
        raise Hidden
    if row.webhook.ended_at is not None:
        raise WrongStage(_("Nothing is pushed to this address any more."))
    row.state, row.attempts, row.next_at, row.settled_at = PushState.WAITING, 0, at, None
    row.save(update_fields=["state", "attempts", "next_at", "settled_at"])
    return row


def forget(*, at: datetime) -> int:
    """What is settled stays in the log for thirty days."""
    return Push.objects.filter(settled_at__lt=at - KEEP).delete()[0]


def step(push: Callable[..., Came], *, at: datetime) -> bool:
    """See to one push; False when there was none. The wire is outside any transaction."""
    row = claim(at=at)
    if row is None:
        return False
    settle(row, push(row, now_s=int(at.timestamp())), at=at)
    return True
