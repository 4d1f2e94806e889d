"""What WeChat pushes, as values: a message that arrived or not, a person who follows, leaves, agrees or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest

from connectors.wechat import sealing

WINDOW_S = 300
LONGEST = 60_000


class Happened(TextChoices):
    FOLLOWED = "FOLLOWED", "a person follows the account"
    LEFT = "LEFT", "a person no longer follows it"
    AGREED = "AGREED", "a person agrees to messages of one template"
    REFUSED = "REFUSED", "a person refuses, or takes it back"
    ARRIVED = "ARRIVED", "a message reached the phone"
    LOST = "LOST", "a message did not"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened over there. `news_id` is the same however often it is told."""

    news_id: str
    happened: Happened
    openid: str
    template_id: str = ""
    provider_ref: str = ""
    reason: str = ""


class NotGenuine(ValueError):
    """Not from WeChat, or not for us."""


def read(request: HttpRequest, *, now_s: int) -> list[News]:
    """What a push tells; things we do not know are left out. Raises NotGenuine."""
    config = settings.CONNECTORS.get("wechat", {})
    timestamp, nonce = request.GET.get("timestamp", ""), request.GET.get("nonce", "")
    sealed = _tag(_xml(request.body), "Encrypt")
    is_timely = timestamp.isascii() and timestamp.isdecimal() and abs(int(timestamp[:12]) - now_s) <= WINDOW_S
    given = request.GET.get("msg_signature", "")
    if not (is_timely and sealing.is_genuine(given, config.get("token", ""), timestamp, nonce, sealed)):
        raise NotGenuine
    try:
        return list(_news(_xml(sealing.unseal(sealed, aes_key=config["aes_key"], app_id=config["app_id"]).encode())))
    except sealing.Unsealable as wrong:
        raise NotGenuine from wrong


def _xml(raw: bytes) -> Any:
    try:
        return fromstring(raw[:LONGEST])
    except (ParseError, DefusedXmlException, ValueError) as wrong:
        raise NotGenuine from wrong


def _tag(root: Any, name: str) -> str:
    found = root.find(f".//{name}")
    return (found.text or "").strip()[:LONGEST] if found is not None else ""


def _news(root: Any) -> Iterator[News]:
    event, openid, told_at = _tag(root, "Event"), _tag(root, "FromUserName")[:64], _tag(root, "CreateTime")[:12]
    if event in {"subscribe", "unsubscribe"}:
        happened = Happened.FOLLOWED if event == "subscribe" else Happened.LEFT
        yield News(f"{event}-{openid[:40]}-{told_at}", happened, openid)
    elif event == "TEMPLATESENDJOBFINISH":
        yield _receipt(root, openid, _tag(root, "Status"))
    elif event == "subscribe_msg_sent_event":
        yield _receipt(root, openid, _tag(root, "ErrorStatus"))
    elif event in {"subscribe_msg_popup_event", "subscribe_msg_change_event"}:
        yield from _choices(root, openid, told_at)


def _receipt(root: Any, openid: str, status: str) -> News:
    provider_ref = (_tag(root, "MsgID") or _tag(root, "MsgId"))[:60]
    has_arrived = status == "success"
    happened = Happened.ARRIVED if has_arrived else Happened.LOST
    return News(
        f"{provider_ref}-{happened}", happened, openid, provider_ref=provider_ref,
        reason="" if has_arrived else status.replace(" ", "-")[:40],
    )  # fmt: skip


def _choices(root: Any, openid: str, told_at: str) -> Iterator[News]:
    """One list entry a template."""
    for row in root.iter("List"):
        template_id, status = _tag(row, "TemplateId")[:64], _tag(row, "SubscribeStatusString")
        happened = Happened.AGREED if status == "accept" else Happened.REFUSED
        yield News(
            f"{openid[:30]}-{template_id[:24]}-{told_at}-{status[:6]}", happened, openid, template_id=template_id
        )
