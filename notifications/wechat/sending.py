"""One try to hand a message to WeChat. A subscription message cannot be asked after: in doubt it becomes an SMS."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from connectors.wechat import client
from connectors.wechat.client import Way, WechatReply
from notifications import templates
from notifications.choices import Purpose
from notifications.models import Delivery, Message
from notifications.rules import Attempt
from notifications.wechat import actions, reach
from notifications.wechat.models import WechatContact

SHOWN_ONCE_FOR = timedelta(minutes=10)
"""So long WeChat keeps a template message with a reference it knows from being shown again."""

LONG, WORDS = 32, 20
"""Letters that fit into a number and into a line of words."""

DOUBTFUL = Attempt(is_refused=True, reason="wechat-in-doubt")


def hand_over(row: Delivery, *, may_have_left: bool, at: datetime) -> tuple[Attempt, int]:
    message = row.message
    identity = reach.identity_of(message.recipient) if message.recipient else None
    if identity is None:
        return Attempt(is_refused=True, reason="wechat-unlinked"), 0
    way = reach.WAYS[Purpose(message.purpose)]
    if may_have_left and not (way is Way.TEMPLATE and at - message.created_at < SHOWN_ONCE_FOR):
        return DOUBTFUL, 0
    contact = reach.contact_of(identity)
    name = template_name(way, contact)
    reply = client.send(
        identity.subject, way, data_of(message), template_id=settings.CONNECTORS["wechat"]["templates"].get(name, ""),
        url=url_of(message), reference=row.reference, at=at,
    )  # fmt: skip
    _learn(reply, contact, identity.subject_index, name, at=at)
    return _read(reply), 0


def template_name(way: Way, contact: WechatContact | None) -> str:
    """A lasting yes first, so that a yes to one message is kept for when it is needed."""
    if way is Way.TEMPLATE:
        return "notice"
    return "lasting" if contact is not None and contact.lasting_since else "once"


def _learn(reply: WechatReply, contact: WechatContact | None, index: str, name: str, *, at: datetime) -> None:
    if reply.outcome == "ACCEPTED":
        actions.note_accepted(contact, was_once=name == "once")
    elif reply.outcome == "REFUSED":
        actions.note_refused(index, reply.errcode, at=at)


def _read(reply: WechatReply) -> Attempt:
    return Attempt(
        is_accepted=reply.outcome == "ACCEPTED",
        is_refused=reply.outcome == "REFUSED",
        may_have_left=reply.has_left,
        is_message_blamed=not reply.is_platform_unwell,
        provider_ref=reply.provider_ref,
        reason=reply.reason,
    )


def data_of(message: Message) -> dict[str, str]:
    """The fields of our texts as WeChat approved them: facts of the message, nothing of the person."""
    language = (message.recipient.language if message.recipient else "") or "zh-hans"
    written = templates.write(message.template, message.version, message.context, language=language)
    with override(language):
        moment = date_format(timezone.localtime(message.created_at), "DATETIME_FORMAT")
    return {
        "thing1": _cut(written.subject, WORDS), "character_string2": (message.about or "-")[:LONG], "time3": moment,
        "thing4": _cut(written.body, WORDS), "thing5": "95598 / 12398",
    }  # fmt: skip


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def url_of(message: Message) -> str:
    """Where the whole message is read, behind the sign-in."""
    base = getattr(settings, "PUBLIC_URL", "")
    return f"{base}{message.url or '/messages/'}" if base else ""
