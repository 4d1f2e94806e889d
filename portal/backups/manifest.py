"""What a backup says of itself: when, of which tables, how many rows, and the fingerprint of each of its files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connections

NAME = "manifest.json"
COUNT = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
"""
CHUNK = 1 << 20


class Damaged(ValueError):
    """The backup is not what was written; the message names what."""


@dataclass(frozen=True)
class Manifest:
    made_at: str
    migrations: dict[str, str]
    """The newest migration of each room."""
    rows: dict[str, int]
    files: dict[str, str]
    """SHA-256 by name."""
    key_ids: list[str]
    """Which keys open what is sealed inside; the keys themselves are not here."""

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        try:
            told: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
            return cls(**told)
        except (OSError, ValueError, TypeError) as wrong:
            raise Damaged(f"{folder / NAME} cannot be read: this is no whole backup") from wrong

    def check_files(self, folder: Path) -> None:
        for name, expected in self.files.items():
            if not (folder / name).is_file():
                raise Damaged(f"{name} is missing")
            if fingerprint(folder / name) != expected:
                raise Damaged(f"{name} is not the file that was written")


def fingerprint(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def rows_by_table(alias: str = "default") -> dict[str, int]:
    """Exact counts, as the transaction of this connection sees them."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours
            found[table] = cursor.fetchone()[0]
    return found


def newest_migrations(alias: str = "default") -> dict[str, str]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
        return dict(cursor.fetchall())
