"""The part of a person's copy that is kept here: what we wrote to them."""

from __future__ import annotations

from typing import Any

from accounts.copying import adds
from accounts.models import User
from notifications import templates
from notifications.models import Message


@adds("messages")
def messages(user: User) -> list[dict[str, Any]]:
    told = []
    for row in Message.objects.filter(recipient=user).order_by("id"):
        written = templates.show(row.template, row.version, row.context, language=user.language)
        facts = {"at": row.created_at, "about": row.about, "version": row.version}
        told.append({**facts, "subject": written.subject, "body": written.body})
    return told
