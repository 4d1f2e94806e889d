"""Indices against a published example, the calendar, and a recount minute by minute."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outages.indices.rules import (
    DLT_836,
    IEEE_1366,
    Cut,
    Period,
    cemi,
    indices,
    major_event_threshold,
    merged,
    variant,
)  # fmt: skip

CST = ZoneInfo("Asia/Shanghai")
YEAR = Period(datetime(2025, 1, 1, tzinfo=CST), datetime(2026, 1, 1, tzinfo=CST))
LEAP = Period(datetime(2028, 1, 1, tzinfo=CST), datetime(2029, 1, 1, tzinfo=CST))
# The example circuit of IEEE 1366: customers cut, and minutes, of its seven sustained interruptions in a year.
CIRCUIT = [(200, "8.17"), (600, "71.3"), (25, "30.3"), (90, "267.2"), (700, "120"), (1500, "10"), (100, "40")]


def cut(start_minute, minutes, *, place=1, customers=1, **more):
    off_at = YEAR.start + timedelta(minutes=start_minute)
    return Cut(place, customers, off_at, off_at + timedelta(minutes=float(minutes)), **more)


def test_the_published_circuit_of_ieee_1366():
    cuts = [cut(n * 1440, minutes, place=n, customers=k) for n, (k, minutes) in enumerate(CIRCUIT)]
    found = indices(cuts, served=2000, period=YEAR, edition=IEEE_1366)
    told = [round(found.saidi, 2), round(found.saifi, 2), round(found.caidi, 2), found.asai]
    assert told == [Decimal("86.11"), Decimal("1.61"), Decimal("53.57"), Decimal("0.999836")]


@pytest.mark.parametrize(("period", "hours"), [(YEAR, 8760), (LEAP, 8784)])
def test_a_leap_year_has_a_day_more(period, hours):
    off_at = period.start + timedelta(days=59)
    one = Cut(1, 1, off_at, off_at + timedelta(hours=4, minutes=22, seconds=48))
    found = indices([one], served=1, period=period, edition=DLT_836)
    assert found.saidi == Decimal("4.38")
    assert found.asai == round(1 - Decimal("4.38") / hours, 6)


@pytest.mark.parametrize(
    ("minutes", "edition", "short", "counted"),
    [(3, DLT_836, 1, 1), (3.1, DLT_836, 0, 1), (5, IEEE_1366, 1, 0), (5.1, IEEE_1366, 0, 1), (4, IEEE_1366, 1, 0)],
)
def test_each_standard_has_its_own_short_interruption(minutes, edition, short, counted):
    found = indices([cut(0, minutes)], served=1, period=YEAR, edition=edition)
    assert (found.maifi, found.saifi) == (short, counted)


def test_a_transformer_is_one_user_here_and_all_its_customers_there():
    cuts = [cut(0, 60, customers=80)]
    assert indices(cuts, served=10, period=YEAR, edition=DLT_836).saifi == Decimal("0.1")
    assert indices(cuts, served=800, period=YEAR, edition=IEEE_1366).saifi == Decimal("0.1")


def test_steps_of_restoration_count_each_for_its_own_time():
    steps = [cut(0, 30, place=1, customers=10), cut(0, 90, place=2, customers=20)]
    assert indices(steps, served=30, period=YEAR, edition=IEEE_1366).saidi == 70


def test_a_cut_over_new_year_is_split_by_one_standard_and_begins_in_the_other():
    over = [Cut(1, 1, YEAR.end - timedelta(hours=1), YEAR.end + timedelta(hours=2))]
    after = Period(YEAR.end, YEAR.end + timedelta(days=365))
    hours = [indices(over, served=1, period=p, edition=DLT_836).saidi for p in (YEAR, after)]
    minutes = [indices(over, served=1, period=p, edition=IEEE_1366).saidi for p in (YEAR, after)]
    assert (hours, minutes) == ([1, 2], [180, 0])


def test_suffixes_leave_out_what_they_say():
    cuts = [cut(0, 60), cut(100, 60, is_external=True), cut(200, 60, is_rationing=True), cut(300, 2)]
    assert [len(variant(cuts, n)) for n in (1, 2, 3, 4)] == [4, 3, 3, 3]


def test_cemi_counts_those_cut_more_often_than_n_times():
    cuts = [cut(n * 100, 10, place=1, customers=5) for n in range(4)] + [cut(0, 10, place=2, customers=5)]
    assert cemi(cuts, more_than=3, served=20, period=YEAR) == Decimal("0.25")


def test_a_threshold_of_equal_days_is_that_day_and_quiet_days_do_not_count():
    assert major_event_threshold([Decimal(2), Decimal(0), Decimal(2)]) == 2
    assert major_event_threshold([Decimal(2), Decimal(0)]) is None


def test_a_storm_stands_out_of_ordinary_days():
    days = [Decimal(n % 7 + 1) / 10 for n in range(365)]
    assert max(days) < major_event_threshold(days) < 60


CUTS = st.lists(
    st.builds(
        lambda place, start, minutes: cut(start, minutes, place=place, customers=place),
        st.integers(1, 4), st.integers(0, 300), st.integers(1, 90),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CUTS)
def test_nothing_differs_from_a_recount_minute_by_minute(cuts):
    dark = {(one.place, one.off_at + timedelta(minutes=m)) for one in cuts for m in range(int(one.lasts.seconds / 60))}
    found = indices(cuts, served=10, period=YEAR, edition=DLT_836)
    assert found.saidi == round(Decimal(len(dark)) / 60 / 10, 6)
    begins = {(place, at) for place, at in dark if (place, at - timedelta(minutes=1)) not in dark}
    assert found.saifi == Decimal(len(begins)) / 10


@settings(max_examples=60, deadline=None)
@given(CUTS)
def test_merged_cuts_of_a_place_never_touch(cuts):
    found = merged(cuts)
    pairs = [(a, b) for a in found for b in found if a is not b and a.place == b.place]
    assert all(a.on_at < b.off_at or b.on_at < a.off_at for a, b in pairs)
