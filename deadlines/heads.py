"""The heads of all chains, written out of the database once a day: whoever rewrites a whole chain is found out by them.

A file a day, `heads-2026-11-26.json`, each with the fingerprint of the one before. Copy the folder where the
administrators of the database cannot write.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

DIGEST = """
    SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
        timeline_id || ' ' || seq || ' ' || hash, chr(10) ORDER BY timeline_id), ''), 'UTF8')), 'hex')
    FROM (SELECT DISTINCT ON (timeline_id) timeline_id, seq, hash FROM deadlines_event WHERE id <= %s
        ORDER BY timeline_id, seq DESC) AS heads
"""


class NoHeads(ValueError):
    """There is nothing to compare with; the message says where it was looked for."""


def export(folder: Path, *, at: datetime) -> Path | None:
    """Write today's file into `folder`; None when it stands there already."""
    path = folder / f"heads-{timezone.localdate(at)}.json"
    if path.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    last = _last_event()
    cases, digest = _heads(last)
    before = _files(folder)
    told = {
        "at": at.isoformat(), "last_event": last, "cases": cases, "digest": digest,
        "before": hashlib.sha256(before[-1].read_bytes()).hexdigest() if before else "",
    }  # fmt: skip
    scratch = path.with_suffix(".new")
    scratch.write_text(json.dumps(told, indent=1), encoding="utf-8")
    scratch.replace(path)
    return path


def compare(folder: Path) -> tuple[int, list[str]]:
    """How many days were compared, and what does not agree with what was written then."""
    files, problems, before = _files(folder), [], ""
    if not files:
        raise NoHeads(f"there are no heads in {folder}")
    for path in files:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if told["before"] != before:
            problems.append(f"{path.name}: the file before it is missing or was changed")
        if _heads(told["last_event"]) != (told["cases"], told["digest"]):
            problems.append(f"{path.name}: events of that day or before are not what was written")
        before = hashlib.sha256(path.read_bytes()).hexdigest()
    return len(files), problems


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("heads-*.json"))


@transaction.atomic
def _last_event() -> int:
    """The newest key below which nothing is still on its way: writers are waited for, for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE deadlines_event IN SHARE MODE")
        cursor.execute("SELECT coalesce(max(id), 0) FROM deadlines_event")
        return int(cursor.fetchone()[0])


def _heads(last: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [last])
        cases, digest = cursor.fetchone()
        return int(cases), str(digest)
