"""Photos of a visit: looked at, drawn anew without what the camera added, and proved by a hash."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps

from deadlines.rules import CHINA

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LONGEST_SIDE = 2_560
MOST = 12
FORMATS = ("JPEG", "PNG", "WEBP")

TOO_LARGE = _("A photo may have up to 10 MB. Take it again with a smaller size.")
NO_PHOTO = _("This file is not a photo that can be read. JPEG, PNG and WebP can.")
TOO_MANY = _("Up to twelve photos fit into one visit. Choose the most telling ones.")


@dataclass(frozen=True)
class Taken:
    """What the camera knew: when, and where as a satellite receiver gives it."""

    at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; each comes out as what `survey.models.Photo` keeps."""

    widget = PhotosInput(attrs={"accept": "image/*", "capture": "environment", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[dict[str, Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST:
            raise forms.ValidationError(TOO_MANY)
        return [photo(super(PhotosField, self).clean(one, initial)) for one in files]


class OnePhotoField(forms.FileField):
    """One photo that has to be there; comes out as what `photo` makes of it."""

    widget = forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    default_error_messages = {"required": _("Take a photo, or choose one.")}  # noqa: RUF012 - Django's own shape

    def clean(self, data: Any, initial: Any = None) -> dict[str, Any]:
        return photo(super().clean(data, initial))


def photo(file: Any) -> dict[str, Any]:
    """A file somebody sent as a photo that can be kept."""
    if file.size > LARGEST_BYTES:
        raise forms.ValidationError(TOO_LARGE)
    try:
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > LARGEST_PIXELS:
            raise forms.ValidationError(TOO_LARGE)
        taken, content = seen(image.getexif()), redrawn(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise forms.ValidationError(NO_PHOTO) from None
    kept: dict[str, Any] = {
        "file": ContentFile(content, name=f"{secrets.token_urlsafe(24)}.jpg"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "latitude": taken.latitude,
        "longitude": taken.longitude,
    }
    return {**kept, "taken_at": taken.at} if taken.at else kept


def redrawn(image: Image.Image) -> bytes:
    """The picture alone, upright and no larger than needed; nothing else of the file survives."""
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def seen(exif: Image.Exif) -> Taken:
    """Time and place from the camera's notes; what cannot be read is left out."""
    details = exif.get_ifd(ExifTags.IFD.Exif)
    at = _moment(details.get(ExifTags.Base.DateTimeOriginal), details.get(ExifTags.Base.OffsetTimeOriginal))
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", Decimal(90))
    longitude = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", Decimal(180))
    return Taken(at, latitude, longitude) if latitude is not None and longitude is not None else Taken(at)


def _moment(text: Any, offset: Any) -> datetime | None:
    try:
        at = datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
        return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z") if offset else at
    except ValueError:
        return None


def _degrees(gps: Mapping[int, Any], tag: int, side: int, negative: str, most: Decimal) -> Decimal | None:
    try:
        degrees, minutes, seconds = (Decimal(str(float(part))) for part in gps[tag])
        value = (degrees + minutes / 60 + seconds / 3600).quantize(Decimal("0.000001"))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, InvalidOperation):
        return None
    return (-value if gps.get(side) == negative else value) if value <= most else None
