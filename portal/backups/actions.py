"""Take a backup; bring one back into a database of its own and see whether everything is there."""

from __future__ import annotations

import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection, connections, transaction

from accounts.crypto import Undecipherable
from accounts.models import User
from deadlines.verifying import Verified, verify
from portal.backups import tools
from portal.backups.manifest import Damaged, Manifest, fingerprint, newest_migrations, rows_by_table
from portal.dashboards.integrity.invariants import broken

DUMP, MEDIA, SCRATCH = "database.dump", "media.tar.gz", "restore_drill"
Say = Callable[[str], object]
T = TypeVar("T")


def take(folder: Path, *, at: datetime, say: Say) -> Path:
    """Write a backup into a new folder under `folder` and return it. Rows and dump are of one and the same moment."""
    place = folder / at.strftime("%Y%m%dT%H%M%SZ")
    place.mkdir(parents=True, mode=0o700)
    with _one_moment() as snapshot:
        say("Counting the rows ...")
        rows = rows_by_table()
        say("Copying the database ...")
        tools.run("pg_dump", ["--format=custom", f"--snapshot={snapshot}", f"--file={place / DUMP}"])
    say("Packing the papers and photos ...")
    _pack(Path(settings.MEDIA_ROOT), place / MEDIA)
    files = {name: fingerprint(place / name) for name in (DUMP, MEDIA)}
    Manifest(at.isoformat(), newest_migrations(), rows, files, sorted(settings.DATA_KEYS)).write(place)
    for path in place.iterdir():
        path.chmod(0o600)
    return place


@contextmanager
def _one_moment() -> Iterator[str]:
    """The name of a snapshot that stays open, however long the copy takes."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _pack(media: Path, into: Path) -> None:
    with tarfile.open(into, "w:gz") as archive:
        if media.is_dir():
            archive.add(media, arcname="media")


@dataclass(frozen=True)
class Drilled:
    """What a drill found, and how many seconds each part took."""

    manifest: Manifest
    restored_s: float
    counted_s: float
    verified_s: float
    verified: Verified
    papers: int
    broken: list[str]
    """Rules that did not hold when the backup was made: it is whole all the same, and tells it."""


def drill(folder: Path, *, say: Say) -> Drilled:
    """Restore the backup beside the real database, compare, prove the chains, open a sealed value, drop it again.

    Raises `Damaged` or `ToolFailed` with a sentence; the real database is only read for its address.
    """
    place = newest(folder)
    manifest = Manifest.read(place)
    manifest.check_files(place)
    papers = _papers(place / MEDIA)
    with _scratch() as database:
        say(f"Restoring {place.name} ...")
        restored_s, _nothing = _timed(lambda: _restore(place / DUMP, database))
        say("Comparing every table ...")
        with _opened(database) as alias:
            counted_s, rows = _timed(lambda: rows_by_table(alias))
            _compare(manifest.rows, rows)
            _open_something(alias)
            say("Proving the chains of events ...")
            verified_s, verified = _timed(lambda: verify(using=alias))
            say("Asking what must hold of all rows ...")
            at = datetime.fromisoformat(manifest.made_at)
            not_held = [one.invariant.key for one in broken(at=at, using=alias)]
    if verified.problems:
        raise Damaged(f"{len(verified.problems)} broken chains; the first: {verified.problems[0]}")
    return Drilled(manifest, restored_s, counted_s, verified_s, verified, papers, not_held)


def newest(folder: Path) -> Path:
    """`folder` itself when it is a backup, else the newest one in it."""
    if (folder / "manifest.json").exists():
        return folder
    found = sorted(path.parent for path in folder.glob("*/manifest.json"))
    if not found:
        raise Damaged(f"there is no backup in {folder}")
    return found[-1]


@contextmanager
def _scratch() -> Iterator[str]:
    """A database of its own on the same server, gone afterwards whatever happened."""
    name = f"{connection.settings_dict['NAME']}_{SCRATCH}"
    tools.run("dropdb", ["--if-exists", "--force", name])
    tools.run("createdb", ["--template=template0", name])
    try:
        yield name
    finally:
        tools.run("dropdb", ["--if-exists", "--force", name])


def _restore(dump: Path, database: str) -> None:
    kept_out = ["--no-owner", "--no-privileges"]  # roles are the server's: `grant_web` gives rights anew
    tools.run("pg_restore", [*kept_out, "--jobs=2", "--exit-on-error", f"--dbname={database}", str(dump)])


@contextmanager
def _opened(database: str) -> Iterator[str]:
    """The scratch database under an alias of its own, without the limits of a web request."""
    beside = connection.copy(alias=SCRATCH)
    beside.settings_dict |= {"NAME": database, "OPTIONS": {}}
    connections[SCRATCH] = beside
    try:
        yield SCRATCH
    finally:
        beside.close()
        del connections[SCRATCH]


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    for table, rows in expected.items():
        if found.get(table) != rows:
            raise Damaged(f"{table} has {found.get(table, 'no')} rows instead of {rows}")


def _open_something(alias: str) -> None:
    """Sealed values stay sealed in a backup; the keys of this place must open them, or it is worth nothing."""
    try:
        for user in User.objects.using(alias).exclude(phone_index="").order_by("pk")[:20]:
            str(user.phone)
    except Undecipherable as wrong:
        raise Damaged(f"the keys of this place do not open what is sealed in it: {wrong}") from wrong


def _papers(archive: Path) -> int:
    with tarfile.open(archive) as found:
        return sum(1 for member in found if member.isfile())


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result
