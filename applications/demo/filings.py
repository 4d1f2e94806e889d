"""What becomes of the undertakings of the demo county: a receipt some hours later, and a photo after the works."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from applications.models import Application
from approvals.filing import actions
from approvals.models import Filing

# So many have no receipt or no photo, and raise the alarm that people are to see.
LOST = 0.06


def follow(case: Application, *, by: Any, until: datetime) -> None:
    """What has happened to them by `until`; looked at again later, nothing happens twice and the lost stay lost."""
    for filing in Filing.objects.filter(timeline=case.timeline_id, stage="FILED"):
        chance = Random(filing.pk)  # noqa: S311 - a demo, not a secret
        receipt_at = filing.filed_at + timedelta(hours=chance.randint(1, 5))
        if receipt_at > until or chance.random() < LOST:
            continue
        if not filing.receipt_no:
            actions.record_receipt(filing.pk, receipt_no=f"备案(演示){filing.pk:05d}号", by=None, at=receipt_at)
        _restore(case, filing, by=by, chance=chance, until=until)


def _restore(case: Application, filing: Filing, *, by: Any, chance: Random, until: datetime) -> None:
    works = case.grid_works
    built_at = (works and works.done_at) or case.energised_at
    if built_at is None or chance.random() < LOST:
        return
    photo_at = built_at + timedelta(days=1)
    if photo_at <= until:
        photo = ContentFile(_photo(), name=f"restored-{filing.pk}.jpg")
        digest = hashlib.sha256(_photo()).hexdigest()
        actions.close_filing(filing.pk, photo=photo, by=by, at=photo_at, sha256=digest, taken_at=photo_at)


@cache
def _photo() -> bytes:
    """A drawn pavement: nobody's street."""
    image, out = Image.new("RGB", (480, 320), "#9db6c9"), io.BytesIO()
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 120, 480, 320), fill="#8d8a84")
    for row in range(130, 320, 30):
        draw.line((0, row, 480, row), fill="#77746e", width=2)
    draw.rectangle((190, 120, 290, 320), fill="#a19d96")
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
