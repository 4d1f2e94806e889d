"""A crew's photo: drawn anew, so that nothing of the file but the picture is kept."""

from __future__ import annotations

import io
import secrets
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

LARGEST_BYTES, LARGEST_PIXELS, LONGEST_SIDE = 15_000_000, 50_000_000, 1_600
NO_PHOTO = _("This is not a photo we can read, or it is far too large. Take it again with the phone's camera.")


def redrawn(file: Any) -> ContentFile[bytes]:
    """The picture alone, upright, no side longer than 1,600 pixels; place and device of the phone are gone."""
    if file.size > LARGEST_BYTES:
        raise forms.ValidationError(NO_PHOTO)
    try:
        image = Image.open(file, formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > LARGEST_PIXELS:
            raise forms.ValidationError(NO_PHOTO)
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise forms.ValidationError(NO_PHOTO) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=82)
    return ContentFile(kept.getvalue(), name=f"{secrets.token_urlsafe(24)}.jpg")
