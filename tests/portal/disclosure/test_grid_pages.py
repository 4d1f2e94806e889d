"""The state of the grid for everybody: by name, in bands, with days; nothing that tells where a pole stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from gridhealth.demo import load_network
from gridhealth.health.demo import load as load_health
from portal.disclosure import actions, store
from portal.disclosure.grid.promises import count
from tests.gridhealth.conftest import NOON

UNTIL = date(2026, 11, 24)


@pytest.mark.django_db
def test_the_county_is_told_by_cell_and_line_without_places_or_people():
    load_network(NOON)
    load_health(NOON)
    actions.publish("grid", at=NOON)
    pages = [path for path in store.root().rglob("*") if path.is_file() and path.suffix in (".html", ".json", ".csv")]
    everything = "".join(path.read_text() for path in pages)
    assert len(pages) > 15
    assert "亚健康" in everything
    assert "千伏安" in everything
    for secret in ("114.8", "31.6", "coordinates", "MULTILINE"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("planned", "done", "kept", "late", "still_open"),
    [
        (UNTIL - timedelta(days=1), UNTIL - timedelta(days=1), 1, 0, 0), (UNTIL, None, 0, 0, 0),
        (UNTIL - timedelta(days=9), UNTIL - timedelta(days=8), 0, 1, 0), (UNTIL - timedelta(days=90), None, 0, 0, 1),
        (UNTIL - timedelta(days=91), None, 0, 0, 0), (UNTIL - timedelta(days=9), UNTIL + timedelta(days=1), 0, 0, 1),
    ],
)  # fmt: skip
def test_days_kept_are_counted_over_what_was_due(planned, done, kept, late, still_open):
    told = count([(planned, done)], until=UNTIL)
    assert (told.kept, told.late, told.open) == (kept, late, still_open)
    assert localdate(NOON) == UNTIL
