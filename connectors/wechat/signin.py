"""The way through WeChat's own sign-in and back: only who it is, as the official account knows the person."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote, urlencode

from django.conf import settings

from connectors import http
from connectors.choices import Outcome
from connectors.wechat.client import BUSY, SYSTEM, errcode_of

CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
BAD_CODE = frozenset({40029, 40163, 41008})


def begin(back_url: str, *, state: str, nonce: str, verifier: str, at: datetime) -> str:
    """Where to send the browser; empty when this door is not set up. WeChat knows neither nonce nor verifier."""
    config = settings.CONNECTORS.get(SYSTEM, {})
    if not (config.get("base_url") and config.get("app_id") and config.get("secret")):
        return ""
    asked = {
        "appid": config["app_id"], "redirect_uri": back_url, "response_type": "code", "scope": "snsapi_base",
        "state": state,
    }  # fmt: skip
    return f"{config['authorize_url']}?{urlencode(asked)}#wechat_redirect"


def who(code: str, back_url: str, *, nonce: str, verifier: str, at: datetime) -> tuple[str, str]:
    """(openid, "") or ("", why): "refused" when this answer is worth nothing, "down" when WeChat cannot say."""
    config = settings.CONNECTORS.get(SYSTEM, {})
    if not CODE.fullmatch(code):
        return "", "refused"
    asked = urlencode(
        {"appid": config.get("app_id", ""), "secret": config.get("secret", ""), "code": code,
         "grant_type": "authorization_code"}, quote_via=quote
    )  # fmt: skip
    reply = http.call(SYSTEM, "GET", f"/sns/oauth2/access_token?{asked}", purpose="sign-in", at=at)
    if reply.outcome is not Outcome.OK or errcode_of(reply) == BUSY:
        return "", "down"
    openid = reply.body.get("openid")
    if errcode_of(reply) in BAD_CODE:
        return "", "refused"
    return (openid, "") if isinstance(openid, str) and 0 < len(openid) <= 64 else ("", "down")
