"""The one writer of prices: a file becomes an edition, or is refused as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.disclosure.actions import note
from portal.disclosure.prices.models import TariffEdition
from portal.disclosure.prices.rules import BadFile, check


@transaction.atomic
def load(told: Mapping[str, Any], *, at: datetime) -> tuple[TariffEdition, bool]:
    """The edition and whether it is new. The same file again changes nothing; another under its name is refused."""
    check(told)
    try:
        begins = date.fromisoformat(told["effective_from"])
    except ValueError:
        raise BadFile("effective_from must be a day like 2026-01-01") from None
    known = TariffEdition.objects.filter(edition=told["edition"]).first()
    if known is not None:
        if known.told != dict(told):
            raise BadFile(
                f"{told['edition']} is loaded already with other figures; give the new file a name of its own"
            )
        return known, False
    if TariffEdition.objects.filter(effective_from=begins).exists():
        raise BadFile(f"another edition begins on {begins}")
    row = TariffEdition.objects.create(
        edition=told["edition"], effective_from=begins, source=told["source"], told=dict(told), loaded_at=at,
        is_demonstration=bool(told.get("is_demonstration")),
    )  # fmt: skip
    note("prices", at=at)
    return row, True
