"""One thing that must hold of all rows, and how it is asked: whoever breaks it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connections

from applications.stages import CLOSED, UNDER_WAY

SWEEP_DELAY = timedelta(seconds=120)
RELAY_DELAY = timedelta(seconds=300)
MOST_NAMED = 20


@dataclass(frozen=True)
class Invariant:
    """`sql` selects the names of whatever breaks it; moments and lists of stages are given, see `given`.

    What SQL cannot count anew, `recount` does: it gets the moment and the database's name and gives the names.
    """

    key: str
    words: Any
    sql: str = ""
    recount: Callable[[datetime, str], Iterable[str]] | None = None

    def broken_by(self, *, at: datetime, using: str) -> list[str]:
        """The first names that break it; empty when it holds."""
        if self.recount is not None:
            return list(islice(self.recount(at, using), MOST_NAMED))
        with connections[using].cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({self.sql}) AS found LIMIT {MOST_NAMED}", given(at))
            return [str(name) for (name,) in cursor.fetchall()]


def given(at: datetime) -> dict[str, Any]:
    """What a statement may name: the moment, since when something is late, and the stages."""
    return {
        "now": at, "late": at - SWEEP_DELAY, "late_to_send": at - RELAY_DELAY, "closed": sorted(CLOSED),
        "under_way": sorted(UNDER_WAY),
    }  # fmt: skip
