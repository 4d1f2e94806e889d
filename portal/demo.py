"""What the demo county's front door shows: a price list of made-up figures, marked as such."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from portal.disclosure.prices.actions import load as load_prices

PRICES = Path(__file__).parent / "disclosure/prices/demo.json"


def load(at: datetime) -> int:
    _edition, is_new = load_prices(json.loads(PRICES.read_text(encoding="utf-8")), at=at)
    return int(is_new)
