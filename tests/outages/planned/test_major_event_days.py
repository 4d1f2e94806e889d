"""Major event days by IEEE 1366's 2.5 beta, beside the same procedure written again with NumPy from raw cuts."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import numpy
import pytest

from outages.indices.models import Interruption
from outages.indices.queries import Scope, major_event_days
from outages.indices.rules import major_event_threshold

CST = ZoneInfo("Asia/Shanghai")
SERVED = 100
AFTER = datetime(2027, 6, 1, tzinfo=CST)
STORM = date(2026, 7, 9)


@pytest.fixture
def cuts(areas):
    """Six years of ordinary cuts, short ones and ones past midnight among them, and one storm in the last."""
    chance, told = Random(11), []
    first = datetime(2021, 1, 1, tzinfo=CST)
    for _n in range(900):
        off_at = first + timedelta(minutes=chance.randrange(6 * 365 * 1440))
        told.append((chance.choice(areas), off_at, timedelta(minutes=chance.choice([3, 5, 6, 20, 45, 90, 180]))))
    night = datetime(2026, 7, 9, 20, 30, tzinfo=CST)
    told += [(area, night, timedelta(hours=60)) for area in areas]
    alone = []
    for area, off_at, lasts in sorted(told, key=lambda one: (one[0].pk, one[1])):
        if not alone or alone[-1][0] != area or alone[-1][1] + alone[-1][2] < off_at:
            alone.append((area, off_at, lasts))
    Interruption.objects.bulk_create(
        Interruption(area=area, customers=50, off_at=off_at, on_at=off_at + lasts) for area, off_at, lasts in alone
    )
    return alone


def recounted(cuts, year):
    """T_MED and its days, as the standard tells it step by step: nothing of the portal is called."""
    daily = defaultdict(float)
    for _area, off_at, lasts in cuts:
        minutes = lasts.total_seconds() / 60
        if minutes > 5:  # sustained alone, and the whole of it on the day on which it began
            daily[off_at.astimezone(CST).date()] += minutes * 50 / SERVED
    past = numpy.array([saidi for day, saidi in daily.items() if year - 5 <= day.year < year and saidi > 0])
    alpha, beta = numpy.mean(numpy.log(past)), numpy.std(numpy.log(past), ddof=1)
    limit = float(numpy.exp(alpha + 2.5 * beta))
    return limit, {day: saidi for day, saidi in daily.items() if day.year == year and saidi > limit}


def test_the_threshold_and_its_days_are_those_of_a_recount(cuts):
    limit, wanted = recounted(cuts, 2026)
    threshold, days = major_event_days(Scope(), 2026, at=AFTER, served=SERVED)
    assert float(threshold) == pytest.approx(limit, rel=1e-6)
    assert {day.date(): float(saidi) for day, saidi in days} == pytest.approx(wanted)
    assert STORM in wanted


def test_the_five_years_before_make_the_threshold_and_the_year_itself_does_not(cuts):
    Interruption.objects.filter(off_at__year=2026).exclude(off_at__month=7).delete()
    assert major_event_days(Scope(), 2026, at=AFTER, served=SERVED)[0] == pytest.approx(
        Decimal(recounted(cuts, 2026)[0]), rel=Decimal("1e-6")
    )


@pytest.mark.parametrize("seed", range(5))
def test_days_without_a_cut_are_left_out_of_both_sums(seed):
    """Log-normal days, a third of them quiet: the quiet ones move neither middle nor width."""
    chance = numpy.random.default_rng(seed)
    saidi = chance.lognormal(-1.2, 1.6, 1826)
    loud = saidi[chance.random(1826) > 1 / 3]
    told = [Decimal(repr(float(one))) for one in loud] + [Decimal(0)] * 600
    limit = numpy.exp(numpy.log(loud).mean() + 2.5 * numpy.log(loud).std(ddof=1))
    assert float(major_event_threshold(told)) == pytest.approx(limit, rel=1e-6)


def test_of_log_normal_days_some_two_a_year_are_major():
    """Of a normal distribution 0.62 % lie beyond 2.5 standard deviations: of 365 days 2.3."""
    days = numpy.random.default_rng(1366).lognormal(-2.0, 1.9, 365 * 200)
    limit = float(major_event_threshold([Decimal(repr(float(one))) for one in days]))
    assert 2.0 < (days > limit).sum() / 200 < 2.6
