"""Whose word counts as the customer's at which verb: the applicant's own, or an agent's within the scope given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from applications.agency.choices import Act


def for_customer(act: Act) -> Callable[[Any, Any], bool]:
    """What django-fsm asks of `permission=`: the applicant, or somebody the applicant entrusted with `act`."""

    def speaks_for(row: Any, user: Any) -> bool:
        case = getattr(row, "application", row)
        return user is not None and (case.applicant_id == user.pk or case.entrusts(user, act))

    speaks_for.act = act  # type: ignore[attr-defined]
    return speaks_for
