"""One real PostgreSQL and one real Valkey for the whole test run, started before the settings are read."""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal import servers  # noqa: E402 - the path comes first
from tests import prepared  # noqa: E402

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def start_servers() -> tuple[str, str]:
    """Start both servers over throw-away data, nothing of which need survive a power cut."""
    folder = prepared.folder()
    copied = prepared.take(folder / "postgres" / "data")
    started = [
        servers.postgres(folder / "postgres", log=folder / "postgres.log", is_durable=False),
        servers.valkey(folder / "valkey", log=folder / "valkey.log", is_durable=False),
    ]

    def stop() -> None:
        for server in started:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    for server in started:
        server.start()
    database, cache = started[0].wait().url, started[1].wait().url  # type: ignore[attr-defined]
    if copied is not prepared.Copy.WHOLE:
        told = {"REDIS_URL": cache, **secrets()}
        surroundings = {**os.environ, **told}
        prepared.prepare(
            started[0], folder / "postgres" / "data", lambda url: {**surroundings, "DATABASE_URL": url}, begun=copied
        )
    os.environ["TEST_TEMPLATE"] = prepared.TEMPLATE
    return database, cache


def secrets() -> dict[str, str]:
    """Keys that protect nothing: what they lock is gone with the run."""
    key = base64.b64encode(bytes(32)).decode()
    return {
        "PORTAL_ENV": os.devnull, "SECRET_KEY": "only-for-tests-" + "x" * 50, "DATA_KEYS": f"test={key}",
        "BLIND_INDEX_KEY": key,
    }  # fmt: skip


def prepare_environment() -> None:
    """What `make run` would have written to var/portal.env; tests never read that file."""
    if not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
        database, cache = start_servers()
        os.environ.setdefault("DATABASE_URL", database)
        os.environ.setdefault("REDIS_URL", cache)
    os.environ["PORTAL_ENV"] = os.devnull
    for name, value in secrets().items():
        os.environ.setdefault(name, value)
    if WORKER:  # each worker has its own database by name, and its own keys by number
        number = int(WORKER.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].split('?')[0]}?db={number}"


prepare_environment()
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django  # noqa: E402 - settings need the servers' addresses
from django.conf import settings  # noqa: E402

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="portal-media-")
settings.PUBLISHED_ROOT = tempfile.mkdtemp(prefix="portal-published-")
for folder in (settings.MEDIA_ROOT, settings.PUBLISHED_ROOT):
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
if "TEST_TEMPLATE" in os.environ:
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ["TEST_TEMPLATE"]
# A browser keeps its lines to the live server open, each a thread over there. Its connection ends with the request and
# not with the line: else one is still there when the database of the run is dropped.
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
# Append-only tables refuse TRUNCATE, which is how a transactional test cleans up; only tests say this word.
settings.DATABASES["default"]["OPTIONS"]["options"] += " -c portal.allow_truncate=on"

from tests.chromium import browser  # noqa: E402, F401 - a fixture for every room; two of them do not get on in one process
