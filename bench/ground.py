"""Where the measurements stand: servers of their own, tables made once, and a fresh copy of them for each piece."""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BASE = 1_000_000  # the keys of what was multiplied begin here


def size_of(**sizes: int) -> int:
    """How many, by the form that was asked for: BENCH_SIZE is tiny (only to see that it runs), short or long."""
    return sizes[os.environ.get("BENCH_SIZE", "short")]


@contextmanager
def servers() -> Iterator[None]:
    """PostgreSQL and Valkey over a folder that is thrown away. Neither side of a pair waits for the disk."""
    from portal import servers
    from tests import prepared  # a test run and a bench begin with the same tables, made once

    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o755)
    copied = prepared.take(folder / "postgres" / "data")
    database = servers.postgres(folder / "postgres", log=folder / "postgres.log", is_durable=False)
    cache = servers.valkey(folder / "valkey", log=folder / "valkey.log", is_durable=False)
    try:
        for server in (database, cache):
            server.start()
        key = base64.b64encode(bytes(32)).decode()
        os.environ.update({
            "DATABASE_URL": database.wait().url, "REDIS_URL": cache.wait().url, "PORTAL_ENV": os.devnull,
            "PUBLISHED_ROOT": str(folder / "published"), "MEDIA_ROOT": str(folder / "media"), "LOG_LEVEL": "ERROR",
            "STATIC_ROOT": str(folder / "static"),
            "SECRET_KEY": "only-for-measuring-" + "x" * 50, "DATA_KEYS": f"k={key}", "BLIND_INDEX_KEY": key,
            "ALLOWED_HOSTS": "*", "DJANGO_SETTINGS_MODULE": "portal.settings", "BENCH_TEMPLATE": prepared.TEMPLATE,
        })  # fmt: skip
        if copied is not prepared.Copy.WHOLE:
            surroundings = dict(os.environ)
            prepared.prepare(
                database, folder / "postgres" / "data", lambda url: {**surroundings, "DATABASE_URL": url}, begun=copied
            )
        import django

        django.setup()
        from django.conf import settings

        # Whoever draws pages here needs no collected styles.
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        yield
    finally:
        for server in (cache, database):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def databases(*names: str) -> Iterator[dict[str, Any]]:
    """Fresh copies of the migrated tables under these names, each as a connection; gone afterwards."""
    from django.db import connections

    made = {}
    try:
        for name in names:
            _order(f"CREATE DATABASE bench_{name} TEMPLATE {os.environ['BENCH_TEMPLATE']}")
            made[name] = connections.create_connection("default")
            made[name].settings_dict = {**made[name].settings_dict, "NAME": f"bench_{name}", "CONN_MAX_AGE": None}
        yield made
    finally:
        for name, connection in made.items():
            connection.close()
            _order(f"DROP DATABASE bench_{name} WITH (FORCE)")


def _order(sql: str) -> None:
    """One statement that no database may be open for."""
    import psycopg2
    from django.conf import settings

    known = settings.DATABASES["default"]
    connection = psycopg2.connect(host=known["HOST"], user=known["USER"], dbname="postgres")
    connection.autocommit = True
    try:
        connection.cursor().execute(sql)
    finally:
        connection.close()


@contextmanager
def on(connection: Any) -> Iterator[Any]:
    """Everything inside talks to this database."""
    from django.db import connections

    before = connections["default"]
    connections["default"] = connection
    try:
        yield connection
    finally:
        connections["default"] = before


@contextmanager
def writing_fast(connection: Any) -> Iterator[Any]:
    """A cursor that writes rows which no trigger looks at, and takes its time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica; SET work_mem = '256MB'")
        yield cursor
        cursor.execute("ANALYZE; RESET session_replication_role; RESET work_mem; SET statement_timeout = 30000")
    connection.close()  # the next one begins as the portal's own connections do


def multiply(cursor: Any, row: Any, n: int, source: str = "", only: str = "true", **columns: str) -> None:
    """`n` further rows like `row`; `columns` are SQL over `g.n`, which counts from 1, and over a joined `source`."""
    table = row._meta.db_table
    names = [field.column for field in row._meta.concrete_fields]
    if "id" not in columns:
        columns["id"] = f"{BASE} + g.n"
    values = [columns.get(name, f"seed.{name}") for name in names]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608 - names of our own
        f"FROM {table} seed CROSS JOIN generate_series(1, {n}) AS g(n) {source} WHERE seed.id = {row.pk} AND {only}"
    )


def dice(salt: int, sides: int) -> str:
    """SQL: a number from 0 that is the same in every run, as good as thrown."""
    return f"((hashint8(g.n * 31 + {salt})::bigint + 2147483648) % {sides})"


def array(values: Iterable[Any]) -> str:
    return "ARRAY[" + ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values) + "]"
