"""Papers handed in as the last way: what is taken, how it is kept, and who sees it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import PersonalDataAccess
from applications.intake import uploads
from applications.intake.uploads import NotTaken, examined
from applications.models import Application
from tests.applications.journey import Cast, person
from tests.applications.papers import AT_HOME, applied, fetch_all, paper

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 400), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return out.getvalue()


def file(content: bytes, name: str = "paper.jpg", declared: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=declared)


@pytest.fixture
def case(cast: Cast, simulators: Any) -> Application:
    """Accepted, its certificate not on record."""
    simulators.systems["elicence"].turn({"not_found": True, "only_kind": "REAL_ESTATE"})
    return fetch_all(applied(cast, AT_HOME))


def web_of(user: Any) -> Client:
    web = Client()
    web.force_login(user)
    return web


def hand_in(cast: Cast, case: Application, content: bytes, **more: Any) -> Any:
    data = {"kind": "REAL_ESTATE", "paper": file(content, **more)}
    return web_of(cast.customer).post(f"/applications/{case.number}/upload_document/", data)


@pytest.mark.parametrize("content", [picture("JPEG"), picture("PNG"), PDF], ids=["jpeg", "png", "pdf"])
def test_a_photo_or_a_pdf_is_taken_and_an_officer_looks_at_it(cast: Cast, case: Application, content: bytes) -> None:
    assert hand_in(cast, case, content)["Location"] == f"/applications/{case.number}/"
    case.refresh_from_db(fields=["desks"])
    assert (paper(case).state, case.desks) == ("UPLOADED", ["manager", "intake"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ" + b"\0" * 900, uploads.OTHER_TYPE),
        (b"<svg onload=alert(1)>", uploads.OTHER_TYPE),
        (b"\xff\xd8\xff" + b"no picture", uploads.BROKEN),
        (picture("PNG", (20_000, 3_000)), uploads.TOO_MANY_PIXELS),
        (PDF.replace(b"<<>>", b"<</OpenAction/JavaScript>>"), uploads.ACTIVE_PDF),
        (b"%PDF-1.7 cut off", uploads.BROKEN),
        (b"%PDF-" + b"x" * uploads.MAX_BYTES, uploads.TOO_LARGE),
    ],
    ids=["program", "drawing", "broken", "bomb", "active", "cut off", "large"],
)
def test_anything_else_is_refused_with_a_sentence(content: bytes, sentence: object) -> None:
    with pytest.raises(NotTaken) as refused:
        examined(file(content))
    assert refused.value.args[0] == sentence


def test_a_refused_file_changes_nothing_and_says_what_to_do(cast: Cast, case: Application) -> None:
    answer = hand_in(cast, case, b"MZ", name="paper.pdf", declared="application/pdf")
    assert (answer.status_code, str(uploads.OTHER_TYPE) in answer.content.decode()) == (422, True)
    assert (paper(case).state, paper(case).file.name) == ("NOT_FOUND", "")


def test_where_a_photo_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    found = examined(file(picture(exif=exif)))
    assert b"taken at home" not in found.content


def test_on_the_disk_it_is_unreadable_and_named_at_random(cast: Cast, case: Application, settings: Any) -> None:
    hand_in(cast, case, PDF, name="my-house.pdf")
    stored = Path(settings.MEDIA_ROOT) / paper(case).file.name
    assert b"%PDF" not in stored.read_bytes()
    assert ("my-house" in stored.name, stored.suffix) == (False, ".sealed")


def test_a_second_file_takes_the_place_of_the_first(
    cast: Cast, case: Application, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    hand_in(cast, case, PDF)
    first = Path(settings.MEDIA_ROOT) / paper(case).file.name
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(cast, case, picture())
    assert (first.exists(), paper(case).file_type) == (False, "image/jpeg")


def test_the_owner_gets_the_file_back_as_an_attachment(cast: Cast, case: Application) -> None:
    hand_in(cast, case, PDF)
    answer = web_of(cast.customer).post(f"/applications/{case.number}/papers/REAL_ESTATE/", {"file": "1"})
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/octet-stream")
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_officer_says_why_before_he_sees_it_and_the_customer_can_read_that(cast: Cast, case: Application) -> None:
    hand_in(cast, case, PDF)
    officer, address = web_of(cast.intake), f"/applications/{case.number}/papers/REAL_ESTATE/"
    assert officer.post(address, {"file": "1"}).status_code == 422
    assert officer.post(address, {"file": "1", "reason": "checking the area"}).content == PDF
    seen = PersonalDataAccess.objects.get(by=cast.intake)
    assert (seen.subject, seen.field, seen.reason) == (cast.customer, "file", "checking the area")


def test_readers_without_a_task_and_strangers_do_not_see_it(cast: Cast, case: Application) -> None:
    hand_in(cast, case, PDF)
    address, why = f"/applications/{case.number}/papers/REAL_ESTATE/", {"file": "1", "reason": "curious"}
    assert web_of(cast.auditor).post(address, why).status_code == 403
    assert web_of(person("stranger")).post(address, why).status_code == 404
    assert Client().post(address, why).status_code == 302


def test_the_fields_are_masked_until_they_are_asked_for(cast: Cast, case: Application) -> None:
    web, address = web_of(cast.customer), f"/applications/{case.number}/papers/CITIZEN_ID/"
    masked, number = web.get(address).content.decode(), AT_HOME["citizen_id"]
    assert number not in masked
    assert number in web.post(address).content.decode()


def test_a_paper_that_needs_nothing_takes_no_file(cast: Cast, case: Application) -> None:
    data = {"kind": "CITIZEN_ID", "paper": file(PDF)}
    answer = web_of(cast.customer).post(f"/applications/{case.number}/upload_document/", data)
    assert (answer.status_code, paper(case, "CITIZEN_ID").state) == (422, "FETCHED")


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[dict[str, bytes]]:
    """A scanner on a real socket; `answer` is what it finds."""
    settings.CLAMD_SOCKET, said = str(tmp_path / "clamd"), {"answer": b"stream: OK\0"}
    server = socket.socket(socket.AF_UNIX)
    server.bind(settings.CLAMD_SOCKET)
    server.listen()
    threading.Thread(target=scan, args=(server, said), daemon=True).start()
    yield said
    server.close()


def scan(server: socket.socket, said: dict[str, bytes]) -> None:
    connection, _address = server.accept()
    with connection:
        while not connection.recv(65536).endswith(b"\0\0\0\0"):
            pass
        connection.sendall(said["answer"])


def test_a_scanner_that_finds_nothing_lets_the_file_pass(clamd: dict[str, bytes]) -> None:
    assert examined(file(PDF)).type == "application/pdf"


def test_a_scanner_that_finds_something_stops_the_file(clamd: dict[str, bytes]) -> None:
    clamd["answer"] = b"stream: Eicar FOUND\0"
    with pytest.raises(NotTaken, match=str(uploads.INFECTED)[:20]):
        examined(file(PDF))


def test_a_scanner_that_is_away_is_no_reason_to_skip_it(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(NotTaken) as refused:
        examined(file(PDF))
    assert refused.value.args[0] == uploads.NOT_SCANNED
