"""Send through the official account; its access token is fetched when needed and fetched again when it has run out."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import TextChoices

from connectors import http
from connectors.choices import Outcome
from connectors.http import NEVER_LEFT, SYSTEM_UNWELL

SYSTEM = "wechat"
TOKEN_GONE = frozenset({40001, 40014, 42001})
NOT_LET_IN = frozenset({40002, 40013, 40125, 40164, 50002, 61024})
TOO_MANY = frozenset({45009, 45011})
BUSY = -1
NOT_FOLLOWING, REFUSED_BY_PERSON, NO_SUCH_PERSON = 43004, 43101, 40003
EARLY_S = 300
"""A token is given up so long before it runs out."""


class Way(TextChoices):
    """The two kinds of message of an official account."""

    TEMPLATE = "TEMPLATE", "to followers, for notices of a public service"
    SUBSCRIPTION = "SUBSCRIPTION", "to whoever has agreed to it"


PATHS = {Way.TEMPLATE: "/cgi-bin/message/template/send", Way.SUBSCRIPTION: "/cgi-bin/message/subscribe/bizsend"}


@dataclass(frozen=True, slots=True)
class WechatReply:
    """ACCEPTED, REFUSED (`errcode` says why) or UNKNOWN (it may or may not have been taken)."""

    outcome: str
    provider_ref: str = ""
    reason: str = ""
    errcode: int = 0

    @property
    def has_left(self) -> bool:
        return self.reason not in NEVER_LEFT | {"busy", "not-let-in", "too-many"}

    @property
    def is_platform_unwell(self) -> bool:
        return self.reason in SYSTEM_UNWELL | {"busy"}


def send(
    openid: str, way: Way, data: Mapping[str, str], *, template_id: str, url: str, reference: str, at: datetime
) -> WechatReply:
    """One attempt. `reference` keeps a repeat within ten minutes from being shown twice, for TEMPLATE only."""
    told: dict[str, Any] = {"touser": openid, "template_id": template_id}
    told["data"] = {name: {"value": value} for name, value in data.items()}
    told |= {"url": url, "client_msg_id": reference} if way is Way.TEMPLATE else {"page": url}
    share = http.Share(fields=["openid"], subject=reference, basis="service-message")
    return _sent(ask("POST", PATHS[way], told, purpose=f"send-{way.lower()}", at=at, share=share))


def ask(
    method: str, path: str, told: dict[str, Any], *, purpose: str, at: datetime, share: http.Share | None = None
) -> http.Reply:
    """One question with the token in it; once more with a fresh token when the old one is said to be gone."""
    for is_fresh in (False, True):
        token, trouble = _token(at=at, is_fresh=is_fresh)
        if not token:
            return trouble
        reply = http.call(SYSTEM, method, f"{path}?access_token={token}", told, purpose=purpose, at=at, share=share)
        if errcode_of(reply) not in TOKEN_GONE:
            break
    return reply


def errcode_of(reply: http.Reply) -> int:
    """0: no complaint. WeChat complains inside a healthy answer."""
    found = reply.body.get("errcode", 0)
    return found if isinstance(found, int) and not isinstance(found, bool) else BUSY


def _sent(reply: http.Reply) -> WechatReply:
    if reply.outcome is not Outcome.OK:
        unknown = reply.outcome is Outcome.UNKNOWN
        return WechatReply("UNKNOWN" if unknown else "REFUSED", reason=reply.reason)
    errcode = errcode_of(reply)
    if errcode:
        return _complaint(errcode)
    told = reply.body.get("msgid")
    provider_ref = str(told) if isinstance(told, int | str) else ""
    if not 0 < len(provider_ref) <= 80:
        return WechatReply("UNKNOWN", reason="garbage")
    return WechatReply("ACCEPTED", provider_ref)


def _complaint(errcode: int) -> WechatReply:
    if errcode in TOKEN_GONE | NOT_LET_IN:
        return WechatReply("UNKNOWN", reason="not-let-in", errcode=errcode)
    if errcode in TOO_MANY or errcode == BUSY:
        return WechatReply("UNKNOWN", reason="busy" if errcode == BUSY else "too-many", errcode=errcode)
    return WechatReply("REFUSED", reason=f"wechat-{errcode}", errcode=errcode)


_tokens: dict[tuple[str, str], tuple[str, float]] = {}
_lock = threading.Lock()


def _token(*, at: datetime, is_fresh: bool) -> tuple[str, http.Reply]:
    """The account's access token, or "" and the answer that gave none. All processes are given the same one."""
    config = settings.CONNECTORS.get(SYSTEM, {})
    key = (config.get("base_url", ""), config.get("app_id", ""))
    with _lock:
        token, until = _tokens.get(key, ("", 0.0))
    if token and time.monotonic() < until and not is_fresh:
        return token, http.Reply(Outcome.OK)
    told = {"grant_type": "client_credential", "appid": key[1], "secret": config.get("secret", "")}
    reply = http.call(
        SYSTEM, "POST", "/cgi-bin/stable_token", told | {"force_refresh": is_fresh}, purpose="token", at=at
    )
    token, lasts_s = reply.body.get("access_token"), reply.body.get("expires_in")
    if not (isinstance(token, str) and http.PATH.fullmatch(f"/?a={token}") and isinstance(lasts_s, int)):
        reason = reply.reason or ("busy" if errcode_of(reply) == BUSY else "not-let-in")
        return "", http.Reply(Outcome.UNKNOWN, reply.status, reason=reason)
    with _lock:
        _tokens[key] = token, time.monotonic() + max(lasts_s - EARLY_S, 0)
    return token, reply


def forget_tokens() -> None:
    """Ask for a new one at the next chance."""
    with _lock:
        _tokens.clear()
