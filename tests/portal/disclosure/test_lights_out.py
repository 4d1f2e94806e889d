"""The portal's own server with its database really stopped: the outage page stands, and says of when it is."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from gridhealth.telemetry.actions import take
from portal import servers
from portal.disclosure import actions
from tests.outages.cast import gasp, later, resident

PATIENCE_S = 60


def fetch(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def until(url, status):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if fetch(url)[0] == status:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{url} never answered {status}")


@pytest.fixture
def database(tmp_path):
    tmp_path.chmod(0o755)
    server = servers.postgres(tmp_path / "postgres", log=tmp_path / "postgres.log", is_durable=False)
    server.start()
    yield server.wait()
    server.stop()


@pytest.fixture
def portal_url(database, published_root, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {**os.environ, "DATABASE_URL": database.url, "PUBLISHED_ROOT": str(published_root), "ALLOWED_HOSTS": "*"}
    told |= {"PYTHONPATH": str(settings.BASE_DIR), "STATIC_ROOT": str(tmp_path)}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "portal.wsgi:application"]
    web = servers.Program("web", command, tmp_path / "web.log", environment=told)
    web.start()
    yield f"http://127.0.0.1:{port}"
    web.stop()


def test_the_outage_page_outlives_the_database(area, crew, portal_url, database):
    resident(area)
    take([gasp(area)], at=later(1))
    actions.publish("outages", at=later(2))
    until(f"{portal_url}/readyz", 200)
    whole = fetch(f"{portal_url}/public/outages/")
    database.stop()
    until(f"{portal_url}/readyz", 503)
    for _n in range(20):
        assert fetch(f"{portal_url}/public/outages/") == whole
    assert "数据截至2026年11月24日" in whole[1] or "数据截至11月24日" in whole[1]
    assert "12:02" in whole[1]
    dark = fetch(f"{portal_url}/public/outages/", Cookie="theme=dark; text_size=large; django_language=en")
    assert 'data-text="large" data-bs-theme="dark"' in dark[1]
    status, said = fetch(f"{portal_url}/public/outages/TD404/")
    assert (status, "95598" in said, "12398" in said) == (503, True, True)
