"""The second factor of staff: time-based codes (RFC 6238) over allauth's authenticator rows, each accepted once."""

from __future__ import annotations

import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

from accounts import crypto

AAD = "mfa_authenticator.data"


class SealedMfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors under the keys of personal data."""

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text, aad=AAD)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, aad=AAD)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // app_settings.TOTP_PERIOD


def matching_step(secret: str, typed: str, *, at: datetime, last_step: int) -> int | None:
    """The time step that `typed` is the code of; None when it is none, or one not younger than the last one used."""
    now, found = step_of(at), None
    for step in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        same = hmac.compare_digest(format_hotp_value(hotp_value(secret, step)), typed)
        if same and step > last_step:
            found = step
    return found


def next_code(secret: str, *, at: datetime, last_step: int) -> str:
    """A code that will be accepted now: the current one, or the next when that one is used up. For the demo's page."""
    step = max(step_of(at), last_step + 1)
    return format_hotp_value(hotp_value(secret, step))


def enrolment_url(username: str, secret: str) -> str:
    """What an authenticator app reads from the QR code."""
    issuer = settings.COUNTY["name_en"]
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
