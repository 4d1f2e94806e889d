"""Which edition of the code and of its files is running: pages of another edition are rendered anew."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def edition() -> str:
    """A fingerprint of templates, words and static files, as they were when this process first asked."""
    base = Path(settings.BASE_DIR)
    files = [*base.glob("templates/**/*.html"), *base.glob("locale/*/LC_MESSAGES/*.po"), *base.glob("portal/**/*.py")]
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    told = [f"{file.relative_to(base)}:{file.stat().st_size}" for file in sorted(files)]
    told.append(manifest.read_text() if manifest.is_file() else "")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:40]
