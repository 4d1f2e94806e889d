"""Where a crew looks first: the switch above everything that is dark, or the substation above several lines."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from gridhealth.demo import load_network
from gridhealth.models import Feeder, MainTransformer
from gridhealth.topology.models import Branch
from gridhealth.topology.queries import areas_fed_through, switch_above
from outages.choices import Source
from outages.faults import detection
from outages.faults.showing import facts
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON
from tests.outages.test_fault_pages import browser_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def county(db):
    load_network(NOON)


@pytest.fixture
def halves(county):
    """A line whose switch half way has transformers on both sides: the switch, those behind it, those before."""
    for switch in Branch.objects.filter(code__endswith="-SW").order_by("code"):
        behind = list(areas_fed_through(switch).order_by("code"))
        before = list(switch.feeder.areas.exclude(pk__in=[area.pk for area in behind]).order_by("code"))
        if len(behind) > 2 and before:
            return switch, behind, before
    raise AssertionError("no line of the county has a half")


def test_the_nearest_switch_above_all_of_them_is_found_in_two_statements(halves, django_assert_num_queries):
    switch, behind, before = halves
    with django_assert_num_queries(2):
        assert switch_above(behind) == switch
    assert switch_above([behind[0], before[0]]) == Branch.objects.get(code=f"{switch.feeder.code}-CB")
    assert switch_above([]) is None


def test_the_page_names_the_switch_and_how_much_behind_it_is_dark(halves):
    switch, behind, _before = halves
    moments = dict.fromkeys(behind[:2], NOON)
    outage = detection.cut(switch.feeder, moments, at=NOON, began_at=NOON, source=Source.TELEMETRY)
    page = browser_of(officer("d", Role.DISPATCH)).get(f"/outages/{outage.number}/").content.decode()
    assert f"{switch.name}，其后 {len(behind)} 台变压器中有 2 台停电" in page


def test_what_is_back_points_nowhere(halves):
    switch, behind, _before = halves
    outage = detection.cut(switch.feeder, {behind[0]: NOON}, at=NOON, began_at=NOON, source=Source.TELEMETRY)
    outage.parts.update(back_at=NOON + MINUTE)
    assert switch.name not in str(facts(outage))


def lines_of_one_main():
    main = next(one for one in MainTransformer.objects.order_by("code") if one.feeders.count() > 1)
    return main, list(Feeder.objects.filter(main_transformer=main, areas__isnull=False).distinct().order_by("code")[:2])


@pytest.mark.parametrize(("minutes", "is_told"), [(0, True), (5, True), (6, False)])
def test_lines_of_one_transformer_that_go_at_once_send_the_crew_to_the_substation(county, minutes, is_told):
    main, lines = lines_of_one_main()
    for line, at in zip(lines, (NOON, NOON + minutes * MINUTE), strict=True):
        detection.cut(line, {}, at=at, began_at=at, source=Source.TELEMETRY, is_switch_open=True)
    page = browser_of(officer("d", Role.DISPATCH)).get("/outages/").content.decode()
    assert (f"{main.name}的 2 条线路同时停电" in page) is is_told
