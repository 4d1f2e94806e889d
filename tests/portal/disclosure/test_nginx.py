"""The nginx that is delivered, really running over published files, with nothing behind it."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gridhealth.importing.forms import MOST_MB
from portal.disclosure import serving, store
from portal.disclosure.topics import Sheet
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PAGE = "/public/outages/"
pytestmark = pytest.mark.skipif(not NGINX, reason="NO NGINX FOUND: the configuration that is delivered is not tried.")


def certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now,
                                   now + timedelta(days=1)).sign(key, SHA256())  # fmt: skip
    (folder / "portal.crt").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "portal.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.fixture
def nginx(published_root, tmp_path_factory):
    """The shipped file as it is, but for where it listens and where things lie. Nobody is behind it."""
    folder = tmp_path_factory.mktemp("nginx")
    certificate(folder)
    (folder / "srv").mkdir()
    (folder / "srv/published").symlink_to(published_root)
    port, turn = free_port(), free_port()
    body = (ROOT / "deploy/nginx.conf").read_text()
    for shipped, here in (
        ("web:8000", f"127.0.0.1:{free_port()}"), ("listen 80;", f"listen 127.0.0.1:{turn};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("/etc/nginx/tls", str(folder)),
        ("root /srv/portal", f"root {folder}/srv"),
    ):  # fmt: skip
        assert shipped in body
        body = body.replace(shipped, here)
    scratch = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                      ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ }}\nhttp {{ access_log off;\n{scratch}{body}}}\n"
    )
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    with subprocess.Popen(command) as process:
        for _n in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
        process.terminate()


def fetch(port: int, address: str, given: bytes | None = None, **headers: str):
    """Status, headers and body."""
    request = urllib.request.Request(f"https://127.0.0.1:{port}{address}", given, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10, context=ssl._create_unverified_context()) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()


def put(body: bytes, language: str = "zh", address: str = PAGE) -> None:
    store.put(Sheet(address, language, body))


def test_published_pages_come_from_their_files_with_the_manners_of_the_portal(nginx):
    put(b"<html>zh")
    put(b"<html>en", "en")
    put(b'{"type": "FeatureCollection"}', "", "/public/outages.geojson")
    put(b"<html>month", "zh", "/public/performance/months/2026-10/")
    said = [fetch(nginx, PAGE, **{"Accept-Language": one})[2] for one in ("zh-CN,en;q=0.5", "en-GB, zh", "fr")]
    assert said == [b"<html>zh", b"<html>en", b"<html>zh"]
    assert fetch(nginx, PAGE, Cookie="django_language=en")[2] == b"<html>en"
    assert fetch(nginx, "/public/performance/months/2026-10/")[0] == 200
    status, headers, body = fetch(nginx, "/public/outages.geojson")
    assert (status, headers["Content-Type"], body) == (200, "application/geo+json", b'{"type": "FeatureCollection"}')
    page = fetch(nginx, PAGE)[1]
    ours = dict(serving.answer({"PATH_INFO": PAGE, "REQUEST_METHOD": "GET"}).headers)
    for name in ("Content-Type", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
        assert page[name] == ours[name], name
    assert set(page["Content-Security-Policy"].split("; ")) == set(ours["Content-Security-Policy"].split("; "))


def test_what_a_reader_has_is_not_sent_again_and_a_change_is(nginx):
    put(b"<html>one")
    first = fetch(nginx, PAGE)[1]
    assert fetch(nginx, PAGE, **{"If-None-Match": first["ETag"]})[0] == 304
    assert fetch(nginx, PAGE, **{"Accept-Encoding": "gzip"})[1]["Content-Encoding"] == "gzip"
    put(b"<html>two, and longer")
    time.sleep(1.2)
    assert fetch(nginx, PAGE, **{"If-None-Match": first["ETag"]})[2] == b"<html>two, and longer"


@pytest.mark.parametrize(
    ("address", "headers"),
    [("/public/outages/?q=x", {}), (PAGE, {"Cookie": "theme=dark"}), (PAGE, {"Cookie": "text_size=large"}), ("/", {}),
     ("/public/outages/index.zh.html", {}), ("/public/outages/index.zh.html.gz", {}), ("/public/outages/TD1/", {}),
     ("/public/../published/x", {})],
)  # fmt: skip
def test_everything_else_is_the_portals(nginx, address, headers):
    put(b"<html>one")
    assert fetch(nginx, address, **headers)[0] in (502, 504)


def test_a_network_file_may_be_larger_than_what_people_attach(nginx):
    largest = bytes(MOST_MB * 1_000_000 + 2_000)
    assert fetch(nginx, "/grid/imports/", largest)[0] in (502, 504)
    assert fetch(nginx, "/apply/", bytes(32_000_000))[0] == 413
