"""A word to the workers that there is something to do. Only a hint: without a broker the next round finds the rows."""

from __future__ import annotations

from typing import Any

import structlog
from celery import current_app
from kombu.exceptions import LimitExceeded, OperationalError
from kombu.pools import Producers

AT_ONCE_OR_NOT = {"max_retries": 0, "socket_connect_timeout": 0.5, "socket_timeout": 0.5}
PATIENCE_S = 0.5
lines = Producers(limit=8)  # lines to the broker, kept open: to open one costs more than to say the word
log = structlog.get_logger(__name__)


def hint(task: str, *args: Any, expires_s: int = 30, **told: Any) -> bool:
    """Ask a worker to run `task` now. False when nobody could be asked; whoever calls goes on either way."""
    broker = current_app.connection_for_write(connect_timeout=PATIENCE_S, transport_options=AT_ONCE_OR_NOT)
    try:
        with lines[broker].acquire(block=True, timeout=PATIENCE_S) as line:
            current_app.send_task(
                task, args=args, kwargs=told, producer=line, retry=False, ignore_result=True, expires=expires_s
            )
    except (OperationalError, LimitExceeded, OSError):
        log.warning("the_next_round_will_find_it", task=task)
        return False
    return True
