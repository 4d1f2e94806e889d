"""Publish to 95598 or the app. The same words twice are one: they know the version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors import http

SHARED = {"DEMAND": ["phone", "words"]}
"""What of a person goes along; an outage and an application go without."""


def publish(system: str, kind: str, subject: str, told: Mapping[str, Any], *, at: datetime) -> http.Reply:
    body = {"kind": kind, "subject": subject, "told": dict(told)}
    fields = [name for name in SHARED.get(kind, []) if told.get(name)]
    share = http.Share(fields=fields, subject=subject, basis="customer-request") if fields else None
    key = f"{kind}-{subject}-{told.get('version', 0)}"
    return http.call(
        system, "POST", "/v1/publications", body, purpose=f"publish-{kind.lower()}", at=at, idempotency_key=key,
        share=share,
    )  # fmt: skip
