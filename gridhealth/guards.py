"""Who may look at the network: it is the company's own affair."""

from __future__ import annotations

from typing import Any

from accounts.refusals import Hidden
from accounts.roles import Role


def officers_only(user: Any) -> None:
    """An authority sees the routes of its cases and no more; customers and strangers see nothing."""
    if not user.is_staff or not user.roles - {Role.GOV}:
        raise Hidden
