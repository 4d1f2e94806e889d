"""What the database counts is what the rules count."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from outages.indices.models import Interruption
from outages.indices.queries import Scope, frequent, months, so_far, told, whole
from outages.indices.rules import DLT_836, IEEE_1366, Cut, indices
from tests.outages.planned.conftest import NOON

CST = ZoneInfo("Asia/Shanghai")
LATE = datetime(2027, 6, 1, tzinfo=CST)


@pytest.fixture
def cuts(areas):
    chance, rows = Random(4), []
    for _n in range(120):
        off_at = datetime(2025, 12, 1, tzinfo=CST) + timedelta(minutes=chance.randint(0, 60 * 24 * 430))
        lasts = timedelta(minutes=chance.choice([2, 3, 4, 5, 6, 90, 3000]))
        rows.append(Interruption(area=chance.choice(areas), customers=50, off_at=off_at, on_at=off_at + lasts))
    Interruption.objects.bulk_create(rows)
    return [Cut(row.area_id, 50, row.off_at, row.on_at) for row in rows]


@pytest.mark.parametrize(("edition", "served"), [(DLT_836, 2), (IEEE_1366, 100)])
def test_months_and_year_are_as_the_rules_count_them(cuts, edition, served):
    for periods in (months(2026), [whole(2026)]):
        wanted = [indices(cuts, served=served, period=p, edition=edition) for p in periods]
        assert told(periods, edition, Scope(), at=LATE) == wanted


def test_whoever_is_still_dark_counts_until_now(areas):
    Interruption.objects.create(area=areas[0], customers=50, off_at=NOON)
    found = told([whole(2026)], DLT_836, Scope(), at=NOON + timedelta(hours=4))[0]
    assert found.saidi == 2


def test_another_line_has_its_own_figures_and_nobody_served_has_none(cuts, areas):
    from gridhealth.models import Feeder

    other = Feeder.objects.exclude(pk=areas[0].feeder_id).first()
    assert told([whole(2026)], DLT_836, Scope(feeder=other), at=LATE) == [None]


def test_areas_cut_too_often_are_named_the_worst_first(cuts):
    found = frequent(Scope(), whole(2026), more_than=3, at=LATE)
    assert len(found) == 2
    assert found[0][1] >= found[1][1] > 3


def test_hours_still_to_come_are_no_hours_with_power():
    assert [one.start.month for one in so_far(months(2026), at=NOON)] == list(range(1, 12))
    assert so_far(months(2026), at=NOON)[-1].end == so_far([whole(2026)], at=NOON)[0].end == NOON
    assert so_far([whole(2027)], at=NOON) == []


def test_a_year_that_has_not_begun_has_no_figures(client, people):
    client.force_login(people["supervisor"])
    assert client.get("/outages/indices/?year=2099").status_code == 200
    assert client.get("/api/v1/reliability/indices/?year=2099").json()["year"] is None
