"""What the demo county's front door shows: a price list of made-up figures, marked as such; what its past teaches."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from portal.dashboards.actions import refresh
from portal.dashboards.forecast.actions import learn
from portal.dashboards.integrity.actions import check
from portal.disclosure.prices.actions import load as load_prices

PRICES = Path(__file__).parent / "disclosure/prices/demo.json"


def load(at: datetime) -> int:
    _edition, is_new = load_prices(json.loads(PRICES.read_text(encoding="utf-8")), at=at)
    return int(is_new)


def load_history(at: datetime) -> None:
    """The past is there: what it teaches of the open cases, and whether all holds, need not wait for the timetable."""
    refresh(at=at)
    learn(at=at)
    refresh(at=at)
    check(at=at)
