"""Papers that a customer hands in after all: small enough, of a known type by their content, drawn anew, encrypted."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.crypto import decrypt, encrypt
from applications.intake.scanning import ScannerAway, is_infected

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 3000
AAD = "applications_document.file"
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
# Names by which a PDF runs or carries something; a scanned paper has none of them.
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia", b"/XFA")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a PDF may spell a letter of a name by its number

TOO_LARGE = _("The file is larger than 10 MB. Take a photo instead, or scan with fewer dots.")
EMPTY = _("The file is empty. Choose it again.")
OTHER_TYPE = _("We can take a photo (JPEG or PNG) or a PDF. This file is neither.")
BROKEN = _("The file cannot be opened. Take the photo again, or save the PDF anew.")
TOO_MANY_PIXELS = _("The picture has too many dots. An ordinary photo of the paper is enough.")
ACTIVE_PDF = _("This PDF contains programs or attachments. Print it to a new PDF, or take a photo.")
INFECTED = _(
    "The virus scanner found something in this file, so we did not keep it. Take a photo of the paper instead."
)
NOT_SCANNED = _("Files cannot be checked for viruses just now. Please try again in some minutes; nothing else is lost.")


class NotTaken(Exception):
    """The file cannot be taken; its argument is a sentence for the customer."""


class Paper(NamedTuple):
    content: bytes
    type: str


def examined(file: Any) -> Paper:
    """The content as we keep it, or NotTaken. Names and declared types are not believed."""
    if file.size > MAX_BYTES:
        raise NotTaken(TOO_LARGE)
    content = file.read(MAX_BYTES + 1)
    if not content:
        raise NotTaken(EMPTY)
    found = next((kind for magic, kind in MAGIC if content.startswith(magic)), "")
    if not found:
        raise NotTaken(OTHER_TYPE)
    _scan(content)
    return Paper(_plain_pdf(content) if found == PDF else _drawn_anew(content, found), found)


def _scan(content: bytes) -> None:
    try:
        if is_infected(content):
            raise NotTaken(INFECTED)
    except ScannerAway:
        raise NotTaken(NOT_SCANNED) from None


def _plain_pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise NotTaken(BROKEN)
    spelt_out = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if any(name in spelt_out for name in ACTIVE):
        raise NotTaken(ACTIVE_PDF)
    return content


def _drawn_anew(content: bytes, kind: str) -> bytes:
    """Only the dots are kept: no place, no camera, nothing hidden behind the picture."""
    try:
        picture: Image.Image = Image.open(BytesIO(content), formats=["JPEG" if kind == JPEG else "PNG"])
        if picture.width * picture.height > MAX_PIXELS:
            raise NotTaken(TOO_MANY_PIXELS)
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise NotTaken(BROKEN) from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = BytesIO()
    picture.save(drawn, "JPEG" if kind == JPEG else "PNG", quality=88)
    return drawn.getvalue()


def sealed(paper: Paper) -> bytes:
    return encrypt(base64.b64encode(paper.content).decode(), aad=AAD).encode()


def opened(content: bytes) -> bytes:
    return base64.b64decode(decrypt(content.decode(), aad=AAD))
