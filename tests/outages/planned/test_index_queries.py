"""What the database counts is what the rules count."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import SupplyPoint
from outages.faults import detection
from outages.indices.models import Interruption
from outages.indices.queries import Scope, frequent, major_event_days, months, so_far, told, whole
from outages.indices.rules import DLT_836, IEEE_1366, Cut, Period, indices
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


def test_a_year_and_its_months_are_one_question(cuts, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = told([whole(2026), *months(2026)], DLT_836, Scope(), at=LATE, served=2)
    assert found == told([whole(2026)], DLT_836, Scope(), at=LATE) + told(months(2026), DLT_836, Scope(), at=LATE)


def test_the_page_asks_few_questions_and_names_the_share_of_those_cut_often(cuts, client, people):
    client.force_login(people["supervisor"])
    client.get("/outages/indices/?year=2026")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/outages/indices/?year=2026").content.decode()
    assert len(asked) <= 12
    assert "CEMI" in page


def test_a_customer_on_the_line_itself_is_a_user_by_both_standards(areas, customer):
    """Dark for two hours, one of three transformers-or-customers and one of 101 customers."""
    line = areas[0].feeder
    site = customer.customers.get().sites.get()
    SupplyPoint.objects.create(
        account_no="0000000009", customer=site.customer, site=site, feeder=line, voltage_class="10KV",
        capacity_kva=500, opened_at=NOON,
    )  # fmt: skip
    outage = detection.cut(line, {}, at=NOON, began_at=NOON, source="OFFICER")
    outage.parts.all().delete()
    outage.parts.create(feeder=line, off_at=NOON, back_at=NOON + timedelta(hours=2), customers=1)
    year = [whole(2026)]
    assert told(year, DLT_836, Scope(), at=LATE)[0].saidi == round(Decimal(2) / 3, 6)
    assert told(year, IEEE_1366, Scope(), at=LATE)[0].saidi == round(Decimal(120) / 101, 6)


def test_days_are_counted_as_the_rules_count_them(cuts):
    _threshold, days = major_event_days(Scope(), 2026, at=LATE)
    for day, saidi in days:
        one = indices(cuts, served=100, period=Period(day, day + timedelta(days=1)), edition=IEEE_1366)
        assert round(saidi, 6) == one.saidi


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 400), st.integers(1, 90), st.booleans()), min_size=1, max_size=10
    )
)  # fmt: skip
def test_planned_work_and_faults_together_are_recounted_minute_by_minute(areas, told_cuts):
    """From raw rows of both kinds, overlapping at will, by a count that shares nothing with the statement."""
    with transaction.atomic():
        dark = set()
        for place, start, minutes, is_planned in told_cuts:
            off_at = NOON + timedelta(minutes=start)
            Interruption.objects.create(
                area=areas[place], customers=50, off_at=off_at, on_at=off_at + timedelta(minutes=minutes),
                is_planned=is_planned,
            )  # fmt: skip
            dark |= {(place, start + minute) for minute in range(minutes)}
        (found,) = told([whole(2026)], DLT_836, Scope(), at=LATE)
        transaction.set_rollback(True)
    begins = [one for one in dark if (one[0], one[1] - 1) not in dark]
    assert found.saidi == round(Decimal(len(dark)) / 60 / 2, 6)
    assert found.saifi == Decimal(len(begins)) / 2
