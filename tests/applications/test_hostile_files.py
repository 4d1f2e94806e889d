"""Files made to do harm, under names made to do harm: refused in a sentence, or kept as dots and sealed."""

from __future__ import annotations

import resource
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from applications.intake import uploads
from applications.models import Application
from tests.applications.journey import Cast
from tests.applications.papers import AT_HOME, applied, fetch_all, paper

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SCRIPT = b"<html><script>alert(1)</script></html>"
MOST_GROWTH_KB = 100_000


def drawn(kind: str = "JPEG", size: tuple[int, int] = (64, 40), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!L", len(content)) + kind + content + struct.pack("!L", zlib.crc32(kind + content))


def png(width: int, height: int, *more: bytes) -> bytes:
    """A header that says so much, whatever follows."""
    header = struct.pack("!LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(more) + chunk(b"IEND", b"")


def zipped(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("x", content)
    return out.getvalue()


BLOWN_UP = zlib.compress(bytes(60_000_000))
REFUSED: dict[str, tuple[bytes, Any]] = {
    "nothing": (b"", ""),
    "zeros": (bytes(900), uploads.OTHER_TYPE),
    "a program": (b"MZ\x90" + bytes(900), uploads.OTHER_TYPE),
    "a page": (SCRIPT, uploads.OTHER_TYPE),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", uploads.OTHER_TYPE),
    "a bomb of zeros": (zipped(bytes(50_000_000)), uploads.OTHER_TYPE),
    "a picture of another kind": (drawn("GIF"), uploads.OTHER_TYPE),
    "a script in front of a PDF": (SCRIPT + PDF, uploads.OTHER_TYPE),
    "a hundred million dots": (drawn("PNG", (10_000, 10_000), "1"), uploads.TOO_MANY_PIXELS),
    "a header of billions": (png(100_000, 100_000), ""),
    "a header without dots": (png(3_000, 3_000), uploads.BROKEN),
    "words that blow up": (png(8, 8, chunk(b"zTXt", b"Title\0\0" + BLOWN_UP)), uploads.BROKEN),
    "half a photo": (drawn(size=(400, 400))[:300], uploads.BROKEN),
    "a photo in its first bytes": (b"\xff\xd8\xff" + SCRIPT, uploads.BROKEN),
    "a PDF that runs": (PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript>>>>", 1), uploads.ACTIVE_PDF),
    "a PDF that hides that": (PDF.replace(b"<<>>", b"<</Open#41ction<</S/J#61vaScript>>>>", 1), uploads.ACTIVE_PDF),
    "a PDF that carries": (PDF.replace(b"<<>>", b"<</EmbeddedFile 1 0 R>>", 1), uploads.ACTIVE_PDF),
    "a PDF that calls": (PDF.replace(b"<<>>", b"<</S/Launch/F(cmd)>>", 1), uploads.ACTIVE_PDF),
    "a virus in a PDF": (PDF.replace(b"<<>>", EICAR, 1), uploads.INFECTED),
    "a virus behind a photo": (drawn() + EICAR, uploads.INFECTED),
    "eleven million bytes": (b"%PDF-" + bytes(11_000_000), uploads.TOO_LARGE),
}
TAKEN: dict[str, bytes] = {
    "a photo with a page behind it": drawn() + SCRIPT,
    "a PDF with a page in it": PDF.replace(b"<<>>", b"(" + SCRIPT + b")", 1),
    "more dots than it says": png(100, 100, chunk(b"IDAT", BLOWN_UP)),
}
NAMES = (
    "../../../../tmp/portal-escaped.jpg", "..\\..\\portal-escaped.jpg", "/tmp/portal-escaped.jpg",
    "%2e%2e%2fescaped.jpg",
    "a\0b.jpg", "\u202egpj.exe", "x" * 300 + ".jpg", ".htaccess", "shell.php", "con", "照片.jpg", "a;b|c`d`.jpg", "",
)  # fmt: skip


@pytest.fixture
def case(cast: Cast, simulators: Any) -> Application:
    simulators.systems["elicence"].turn({"not_found": True, "only_kind": "REAL_ESTATE"})
    return fetch_all(applied(cast, AT_HOME))


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[list[int]]:
    """On a real socket, with a signature file of one line; how many bytes each file had that it was shown."""
    settings.CLAMD_SOCKET, shown = str(tmp_path / "clamd"), list[int]()
    server = socket.socket(socket.AF_UNIX)
    server.bind(settings.CLAMD_SOCKET)
    server.listen()

    def serve() -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as told:
                told.read(len(b"zINSTREAM\0"))
                seen = b"".join(iter(lambda: told.read(struct.unpack("!L", told.read(4))[0]), b""))
                shown.append(len(seen))
                line.sendall(b"stream: Eicar FOUND\0" if EICAR in seen else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    yield shown
    server.close()


def hand_in(web: Client, case: Application, content: bytes, name: str = "paper.jpg", times: int = 1) -> Any:
    """As a program would send it: no browser tidies up the name."""
    part = f'--x\r\nContent-Disposition: form-data; name="paper"; filename="{name}"\r\n\r\n'.encode()
    kind = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nREAL_ESTATE\r\n'
    body = kind + (part + content + b"\r\n") * times + b"--x--\r\n"
    return web.generic(
        "POST", f"/applications/{case.number}/upload_document/", body, "multipart/form-data; boundary=x"
    )  # fmt: skip


@pytest.fixture
def web(cast: Cast) -> Client:
    customer = Client()
    customer.force_login(cast.customer)
    return customer


def kept(settings: Any) -> set[Path]:
    return {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()}


def test_what_is_made_to_harm_is_refused_in_a_sentence_and_nothing_of_it_stays(
    web: Client, case: Application, settings: Any, scanner: list[int]
) -> None:
    before, grew_from = kept(settings), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for what, (content, sentence) in REFUSED.items():
        answer = hand_in(web, case, content)
        assert (answer.status_code, str(sentence) in answer.content.decode()) == (422, True), what
    assert (kept(settings), paper(case).state) == (before, "NOT_FOUND")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grew_from < MOST_GROWTH_KB
    assert len(scanner) > 10


def test_what_is_kept_is_dots_or_sealed_and_leaves_as_a_file(
    web: Client, case: Application, settings: Any, scanner: list[int]
) -> None:
    for n, (what, content) in enumerate(TAKEN.items(), 1):
        assert hand_in(web, case, content).status_code == 302, what
        assert len(scanner) == n, "it was shown to the scanner first"
        stored = Path(settings.MEDIA_ROOT) / paper(case).file.name
        assert b"alert(1)" not in stored.read_bytes()
        answer = web.post(f"/applications/{case.number}/papers/REAL_ESTATE/", {"file": "1"})
        assert answer["Content-Disposition"].startswith("attachment"), what
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
        assert b"alert(1)" not in answer.content or answer.content.startswith(b"%PDF-"), what


def test_no_name_leads_anywhere(web: Client, case: Application, settings: Any) -> None:
    root = Path(settings.MEDIA_ROOT)
    for name in NAMES:
        answer = hand_in(web, case, PDF, name)
        assert answer.status_code in (302, 422), name
        stored = root / paper(case).file.name
        assert (stored.parent.is_relative_to(root), stored.suffix) == (True, ".sealed"), name
    assert not list(Path("/tmp").glob("*portal-escaped*"))


def test_a_heap_of_files_is_not_even_looked_at(web: Client, case: Application, settings: Any) -> None:
    before = kept(settings)
    assert hand_in(web, case, PDF, times=150).status_code == 400
    assert (kept(settings), paper(case).state) == (before, "NOT_FOUND")
