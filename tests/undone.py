"""What many tests only look at is made once for all of them, in a transaction that is undone behind the last one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """For a fixture of a module: lifts pytest-django's `django_db_blocker`; what a test adds is undone by itself."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
