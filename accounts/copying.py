"""A person's copy of everything we keep about them: each room adds its part, under its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.masking import Masked
from accounts.models import Consent, PersonalDataAccess, User

Part = Callable[[User], Any]
_parts: dict[str, Part] = {}


def adds(name: str) -> Callable[[Part], Part]:
    """Decorate what collects a room's part of the copy."""

    def registered(part: Part) -> Part:
        _parts[name] = part
        return part

    return registered


def copy_of(user: User) -> dict[str, Any]:
    """Everything, in full, ready for JSON: it is the person's own."""
    return {name: plain(part(user)) for name, part in _parts.items()}


def plain(value: Any) -> Any:
    if isinstance(value, Masked):
        return value.plain
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


@adds("account")
def _account(user: User) -> dict[str, Any]:
    return {"name": user.name, "phone": user.phone, "language": user.language, "joined_at": user.joined_at}


@adds("consents")
def _consents(user: User) -> list[dict[str, Any]]:
    return list(
        Consent.objects.filter(user=user).values("purpose", "text_version", "channel", "given_at", "withdrawn_at")
    )


@adds("looks")
def _looks(user: User) -> list[dict[str, Any]]:
    """Who saw what in full: roles and reasons, never a name."""
    rows = PersonalDataAccess.objects.filter(subject=user).exclude(by=user).order_by("-at")
    return [{"at": row.at, "roles": row.role_labels, "field": row.field, "reason": row.reason} for row in rows]
