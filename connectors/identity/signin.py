"""The way through the province's identity and back: only a number that means nothing anywhere else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings

from connectors.identity import client
from connectors.identity.client import SYSTEM, Places

log = logging.getLogger(__name__)

CODE = re.compile(r"[\x21-\x7e]{1,512}")
ALGORITHM = "RS256"
"""The only one that is believed, whatever a token says of itself."""
LEEWAY_S, OLDEST_S = 60, 600
NEEDED = ["iss", "aud", "exp", "iat", "sub", "nonce"]


def begin(back_url: str, *, state: str, nonce: str, verifier: str, at: datetime) -> str:
    """Where to send the browser; empty when this door is not set up or the platform does not answer."""
    config = settings.CONNECTORS.get(SYSTEM, {})
    place = client.places(at=at) if config.get("client_id") and config.get("secret") else None
    if place is None:
        return ""
    asked = {
        "client_id": config["client_id"], "redirect_uri": back_url, "response_type": "code", "scope": "openid",
        "state": state, "nonce": nonce, "code_challenge": challenge(verifier), "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{place.authorize_url}?{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """PKCE, RFC 7636: only whoever began can finish."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def who(code: str, back_url: str, *, nonce: str, verifier: str, at: datetime) -> tuple[str, str]:
    """(subject, "") or ("", why): "refused" when this answer is worth nothing, "down" when nobody can say."""
    place = client.places(at=at)
    if place is None:
        return "", "down"
    if not CODE.fullmatch(code):
        return "", "refused"
    token, why = client.exchange(place, code, back_url=back_url, verifier=verifier, at=at)
    if not token:
        return "", why
    try:
        return _subject(token, place, nonce=nonce, at=at), ""
    except jwt.PyJWTError as wrong:
        log.warning("an identity token was turned away: %s", type(wrong).__name__)
        return "", "refused"


def _subject(token: str, place: Places, *, nonce: str, at: datetime) -> str:
    """Whose token it is, when signature, issuer, audience, time and nonce are right. Raises PyJWTError."""
    header = jwt.get_unverified_header(token)
    kid = str(header.get("kid", ""))
    key = client.keys(place, at=at, wanted=kid).get(kid)
    if key is None:
        raise jwt.InvalidKeyError("no such key")
    client_id = settings.CONNECTORS[SYSTEM]["client_id"]
    told = jwt.decode(
        token, jwt.PyJWK(key, ALGORITHM).key, algorithms=[ALGORITHM], audience=client_id, issuer=place.issuer,
        options={"require": NEEDED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )  # fmt: skip
    _refuse_out_of_time(told, at=at)
    if not hmac.compare_digest(str(told["nonce"]).encode(), nonce.encode()):
        raise jwt.InvalidTokenError("another nonce")
    if told.get("azp", client_id) != client_id:
        raise jwt.InvalidAudienceError("meant for another party")
    subject = str(told["sub"])
    if not 0 < len(subject) <= 255:
        raise jwt.InvalidTokenError("no subject")
    return subject


def _refuse_out_of_time(told: dict[str, Any], *, at: datetime) -> None:
    """Against the moment of the request. The token was made for this very sign-in, so an old one is not for it."""
    now, moments = at.timestamp(), (told["exp"], told["iat"], told.get("nbf", 0))
    if not all(isinstance(moment, int | float) and not isinstance(moment, bool) for moment in moments):
        raise jwt.InvalidTokenError("no moments")
    if now > told["exp"] + LEEWAY_S or now - told["iat"] > OLDEST_S:
        raise jwt.ExpiredSignatureError("too old")
    if told["iat"] > now + LEEWAY_S or told.get("nbf", 0) > now + LEEWAY_S:
        raise jwt.ImmatureSignatureError("from the future")
