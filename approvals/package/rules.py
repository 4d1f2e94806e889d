"""What may be handed in, and the fingerprint of what was sent. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LARGEST_BYTES = 10 * 1024 * 1024
# Files are known by their first bytes; what a name or a browser says of them counts for nothing.
KNOWN = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def fingerprint(package: Mapping[str, Any]) -> str:
    """SHA-256 of the package in one spelling, whatever the order of its entries."""
    return hashlib.sha256(json.dumps(package, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def content_type(content: bytes) -> str:
    """What the file really is; empty when it is nothing we take."""
    return next((kind for mark, kind in KNOWN.items() if content.startswith(mark)), "")
