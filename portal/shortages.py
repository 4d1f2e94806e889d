"""What the database is short of though it answers: room on its own disk, or a lock that somebody does not let go."""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from psycopg2 import errorcodes

LONGEST_WAIT = "2 seconds"
"""The web gives up after five; nothing that we do holds a row for so long."""

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND waitstart < clock_timestamp() - interval %s"
A_MEGABYTE = """
    WITH written AS MATERIALIZED (SELECT repeat('x', 1000) FROM generate_series(1, 1000)) SELECT count(*) FROM written
"""
"""Kept with less memory than that, it goes through a file on the database's disk, which is gone at once."""


def has_no_room() -> bool:
    """Whether a megabyte cannot be written where the database writes. Its disk need not be ours."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(A_MEGABYTE)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == errorcodes.DISK_FULL:
            return True
        raise
    return False


def waiting_long() -> int:
    """How many statements have waited for a lock longer than any should."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [LONGEST_WAIT])
        return int(cursor.fetchone()[0])
