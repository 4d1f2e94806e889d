"""The page of prices, and the same as JSON for programs and for the calculator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language

from portal.disclosure.frame import pages
from portal.disclosure.prices.models import TariffEdition
from portal.disclosure.prices.rules import PERIODS
from portal.disclosure.topics import Sheet

ADDRESS, DATA = "/public/prices/", "/public/prices.json"


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    editions = list(TariffEdition.objects.newest_first())
    today = localdate(at)
    now = next((one for one in editions if one.effective_from <= today), None)
    shown = {"now": now, "editions": editions, "today": today, "table": partial(table, now), "periods": PERIODS}
    yield from pages(ADDRESS, "public/prices.html", at=at, **shown)
    told = {"in_force": now.edition if now else None, "editions": [one.told for one in editions]}
    yield Sheet(DATA, "", json.dumps(told, ensure_ascii=False).encode())


def table(edition: TariffEdition | None) -> dict[str, Any]:
    """Prices and fees in the language of the page."""
    if edition is None:
        return {}
    name = "zh" if str(get_language()).startswith("zh") else "en"
    return {
        "rates": [{**rate, "name": rate[name]} for rate in edition.told["rates"]],
        "fees": [{**fee, "name": fee[name], "basis": fee[f"basis_{name}"]} for fee in edition.told["fees"]],
        "hours": edition.told.get("hours", {}),
    }  # fmt: skip
