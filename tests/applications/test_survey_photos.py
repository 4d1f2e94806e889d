"""Photos of a visit: their time and place are kept, whatever else a file carries is not."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import applications.survey.actions as survey
from applications.survey.forms import SurveyForm
from applications.survey.photos import photo
from tests.applications.journey import MONDAY, Cast, accepted, measured


def picture(*, marks: bool = True) -> bytes:
    image, out, notes = Image.new("RGB", (40, 30), "green"), io.BytesIO(), Image.Exif()
    if marks:
        notes[0x010F] = "SecretCamera"
        notes[0x0112] = 6  # held upright
        notes.get_ifd(0x8769).update({36867: "2026:11:23 14:05:06"})
        notes.get_ifd(0x8825).update({1: "N", 2: (31.0, 36.0, 0.0), 3: "E", 4: (114.0, 54.0, 0.0)})
    image.save(out, "JPEG", exif=notes)
    return out.getvalue()


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", content, "image/jpeg")


def test_time_and_place_are_kept_and_everything_else_is_lost() -> None:
    kept = photo(sent(picture()))
    content = kept["file"].read()
    assert kept["taken_at"] == MONDAY.replace(hour=14, minute=5, second=6)
    assert (kept["latitude"], kept["longitude"]) == (Decimal("31.6"), Decimal("114.9"))
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"SecretCamera" not in content


def test_a_picture_is_kept_upright() -> None:
    assert Image.open(io.BytesIO(photo(sent(picture()))["file"].read())).size == (30, 40)


def test_a_picture_without_notes_is_a_picture() -> None:
    assert set(photo(sent(picture(marks=False)))) == {"file", "sha256", "latitude", "longitude"}


@pytest.mark.parametrize(
    "content",
    [b"<svg onload=alert(1)>", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", picture()[:200], picture() + b"0" * 11_000_000],
    ids=["drawing", "other-format", "cut-off", "too-large"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        photo(sent(content))


def test_a_picture_that_would_fill_the_memory_is_refused_unread() -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    with pytest.raises(ValidationError):
        photo(sent(out.getvalue()))


def test_no_more_than_a_dozen() -> None:
    with pytest.raises(ValidationError):
        SurveyForm().fields["photos"].clean([sent(picture())] * 13)


def test_a_photo_without_a_time_gets_that_of_the_visit(cast: Cast) -> None:
    case = accepted(cast)
    begins = MONDAY.replace(hour=14)
    survey.book_survey(case.pk, by=cast.manager, at=MONDAY, booked_from=begins, booked_until=begins.replace(hour=16))
    photos = [photo(sent(picture(marks=False)))]
    case = survey.record_survey(case.pk, by=cast.manager, at=begins, measured=measured(cast, photos=photos))
    assert case.survey.photos.get().taken_at == begins
