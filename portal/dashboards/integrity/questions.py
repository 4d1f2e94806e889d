"""What an auditor asks of recorded times. A row is a reason to look, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from portal.dashboards.integrity.auditing import Answer, asked
from portal.dashboards.integrity.patterns import PATTERNS
from portal.dashboards.integrity.traces import TRACES

QUESTIONS = (*TRACES, *PATTERNS)


def answers(*, at: datetime) -> Iterator[Answer]:
    """What was found for each, over the last twelve months."""
    return asked(QUESTIONS, at=at)
