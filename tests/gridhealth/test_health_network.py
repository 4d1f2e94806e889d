"""What health owes to the network itself: how a transformer is wound, what is tied to a line, what stands above."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from gridhealth.choices import BranchKind
from gridhealth.demo import SMALL
from gridhealth.demo import load as load_demo
from gridhealth.health.actions import assess
from gridhealth.health.figures import shortfalls
from gridhealth.health.models import DayFigures, Defect, Health, Inspection, MainDay
from gridhealth.models import Feeder
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.wire import Point
from gridhealth.topology.models import Branch, Node
from tests.gridhealth.conftest import DAY, NOON, add_area, placed
from tests.gridhealth.test_health import a_year, states, terminals  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def beside(feeder, code="F2", *, peak_kw=1900):
    other = Feeder(
        code=code, name=code, cell=feeder.cell, main_transformer=feeder.main_transformer, voltage_kv=D(10),
        current_limit_a=D(400), peak_kw=D(peak_kw), peak_on=DAY,
    )  # fmt: skip
    return placed(other, feeder.geometry)


def tie(one, other, *, is_normally_closed=False, limit_a=None, name=""):
    ends = [Node.objects.create(code=f"{line.code}-{other.code}{name}", feeder=line) for line in (one, other)]
    Branch.objects.create(
        code=f"{one.code}-{other.code}{name}", name="", kind=BranchKind.SWITCH, feeder=one, one=ends[0], other=ends[1],
        is_closed=False, is_normally_closed=is_normally_closed, limit_a=limit_a,
    )  # fmt: skip
    return ends


def missing():
    return shortfalls(power_factor=D("0.95"))


def causes(**target):
    return {one["indicator"]: (one["state"], one["value"]) for one in Health.objects.get(**target).causes}


def test_the_same_unbalance_is_borne_by_one_winding_and_not_by_the_other(terminals, area):  # noqa: F811
    area.vector_group = "Yyn0"
    area.save()
    other = add_area(area.feeder, "A2", 114.885, 31.641)
    other.vector_group = "Dyn11"
    other.save()
    a_year([*terminals, Terminal.objects.create(code="TTU-2", area=other)])
    DayFigures.objects.filter(terminal__area__isnull=False, day__gt=DAY - timedelta(days=6)).update(unbalance=D(20))
    assess(at=NOON)
    assert causes(area=area) == {"T3": ("ILL", "20%")}
    assert (Health.objects.get(area=other).state, causes(area=other)) == ("HEALTHY", {})


def test_a_line_without_voltage_is_unknown_and_not_fine(terminals, feeder):  # noqa: F811
    a_year(terminals)
    DayFigures.objects.filter(terminal__feeder=feeder).update(voltage_points=0, customer_points=0, in_band=0)
    assess(at=NOON)
    assert states() == {"cell": "UNKNOWN", "feeder": "UNKNOWN", "area": "HEALTHY"}
    assert causes(feeder=feeder) == {"F2": ("UNKNOWN", "")}


def test_what_the_lines_at_its_ends_have_to_spare_is_missing_from_nothing(feeder):
    """400 A at 10 kV are 6,928 kVA; 1,900 kW are 2,000 kVA, so a line like this one can carry two of them."""
    assert missing() == {feeder.pk: 1}
    tie(feeder, beside(feeder))
    full = beside(feeder, "F3", peak_kw=6000)
    tie(feeder, full, is_normally_closed=True)
    assert missing() == {feeder.pk: 0, Feeder.objects.get(code="F2").pk: 0, full.pk: 1}
    Feeder.objects.filter(code="F2").update(peak_kw=D("5161.82"))  # leaves 1,494.8 of the 2,000 kVA
    assert missing()[feeder.pk] == pytest.approx(D("0.2526"), abs=D("0.001"))


@pytest.mark.parametrize(
    ("limits", "section_a", "missing_share"),
    [([100], None, "0.1340"), ([60], None, "0.4804"), ([100, 60], None, "0"), ([60, None], None, "0"),
     ([200], 60, "0.4804"), ([None], 60, "0.4804")],
)  # fmt: skip
def test_no_more_goes_over_than_the_tie_lets_through(feeder, limits, section_a, missing_share):
    """2,000 kVA are to go over to a line that could take them; 100 A at 10 kV are 1,732 kVA, 60 A are 1,039 kVA."""
    other = beside(feeder)
    for n, limit_a in enumerate(limits):
        [_own, end] = tie(feeder, other, limit_a=limit_a, name=str(n))
    if section_a:
        before = Node.objects.create(code="before", feeder=other)
        end.fed_by = Branch.objects.create(
            code="last", name="", kind=BranchKind.SECTION, feeder=other, one=before, other=end, limit_a=section_a
        )
        end.save()
    assert missing()[feeder.pk] == D(missing_share)


@pytest.mark.parametrize(
    ("supply_area", "held", "state"),
    [("C", "0.5", "SUB"), ("C", "0.79", "SUB"), ("C", "0.8", "ILL"), ("B", "0.8", "ILL"), ("D", "0.5", "HEALTHY")],
)
def test_a_line_nobody_can_help_is_half_ill_where_that_is_demanded_and_ill_when_it_is_full(
    terminals, feeder, supply_area, held, state  # noqa: F811
):  # fmt: skip
    feeder.cell.supply_area = supply_area
    feeder.cell.save()
    a_year(terminals[1:], held=held)
    a_year(terminals[:1])
    DayFigures.objects.filter(terminal__feeder=feeder, held__gte=D("0.8"), day__lt=DAY - timedelta(days=4)).update(
        held=D("0.5")
    )
    assess(at=NOON)
    assert Health.objects.get(feeder=feeder).state == state
    assert ("F4" in causes(feeder=feeder)) is (state != "HEALTHY")


@pytest.mark.parametrize(
    ("held", "state", "told"),
    [("0.7999", "HEALTHY", None), ("0.8", "SUB", ("80.0%", "80%")), ("0.9999", "SUB", ("100.0%", "80%")),
     ("1", "ILL", ("100.0%", "100%"))],
)  # fmt: skip
def test_a_cell_is_as_loaded_as_the_main_transformer_above_it(terminals, feeder, held, state, told):  # noqa: F811
    a_year(terminals)
    MainDay.objects.filter(day=DAY - timedelta(days=200)).update(held=D(held))
    assess(at=NOON)
    cell = Health.objects.get(cell=feeder.cell)
    assert cell.state == state
    assert [(one["value"], one["threshold"]) for one in cell.causes] == ([told] if told else [])


def test_a_main_transformer_nobody_can_add_up_leaves_its_cell_unknown(terminals, feeder):  # noqa: F811
    a_year(terminals)
    MainDay.objects.filter(day__lte=DAY - timedelta(days=280)).delete()
    assess(at=NOON)
    assert states() == {"cell": "UNKNOWN", "feeder": "HEALTHY", "area": "HEALTHY"}
    assert causes(cell=feeder.cell) == {"C2": ("UNKNOWN", "40.0%")}


def test_a_line_whose_power_flow_has_no_answer_is_never_healthy(db):
    load_demo(NOON, SMALL)
    line = Feeder.objects.filter(health__state="SUB", areas__isnull=False).first()
    Feeder.objects.filter(pk=line.pk).update(peak_kw=line.peak_kw * 1_000)
    assess(at=NOON)
    [cause] = [one for one in Health.objects.get(feeder=line).causes if one["indicator"] == "F2"]
    assert (Health.objects.get(feeder=line).state, cause["state"]) == ("UNKNOWN", "UNKNOWN")
    assert "no solution" in cause["why"]


def test_what_nobody_looked_at_is_told_and_blanks_nothing(terminals, area):  # noqa: F811
    a_year(terminals)
    assess(at=NOON)

    def missing_of(**target):
        return [one["indicator"] for one in Health.objects.get(**target).unmeasured]

    assert states()["area"] == "HEALTHY"
    assert (missing_of(area=area), missing_of(feeder=area.feeder)) == (["T5", "T7", "T3", "T6"], ["F5", "F6"])
    Inspection.objects.create(area=area, indicator="T5", state="SUB", value="注意", on=DAY)
    Defect.objects.create(area=area, severity="GENERAL", what="锈蚀", found_on=DAY, due_on=DAY, cured_on=DAY)
    DayFigures.objects.filter(terminal__area=area).update(unbalance=D(5))
    assess(at=NOON)
    assert (states()["area"], missing_of(area=area), missing_of(feeder=area.feeder)) == ("SUB", ["T7"], ["F5"])


@pytest.mark.parametrize(
    ("held", "told", "days", "is_known"), [("0.2", 0, 30, True), ("0.5", 24, 30, True), ("0.5", 23, 30, False),
                                           ("0.2", 0, 23, False)]
)  # fmt: skip
def test_unbalance_is_known_where_the_load_was_low_or_it_was_measured(terminals, area, held, told, days, is_known):  # noqa: F811
    a_year(terminals, held=held)
    own = DayFigures.objects.filter(terminal__area=area)
    own.filter(day__gt=DAY - timedelta(days=told)).update(unbalance=D(5))
    own.filter(day__lte=DAY - timedelta(days=days)).update(points=0)
    assess(at=NOON)
    assert ("T3" not in [one["indicator"] for one in Health.objects.get(area=area).unmeasured]) is is_known


def reported(code, kva, quarters):
    return [Point(code, NOON.replace(hour=0) + timedelta(minutes=15 * n), kva=D(kva)) for n in quarters]


def test_what_a_main_transformer_held_is_the_sum_of_its_lines_where_all_were_heard(terminals, feeder):  # noqa: F811
    """50 MVA: two lines of 25 and 20 MVA for eight quarters; a ninth was not heard of one."""
    Terminal.objects.create(code="FTU-2", feeder=beside(feeder))
    take(reported("FTU-1", 25_000, range(10)) + reported("FTU-2", 20_000, range(9)), at=NOON)
    assess(at=NOON)
    assert list(MainDay.objects.values_list("points", "held")) == [(9, D("0.9"))]
    take(reported("FTU-2", 22_500, range(9, 12)) + reported("FTU-1", 25_000, range(10, 12)), at=NOON)
    assess(at=NOON)
    assert list(MainDay.objects.values_list("points", "held")) == [(12, D("0.9"))]


def test_seven_quarters_are_not_held_and_a_silent_line_makes_all_silent(terminals, feeder):  # noqa: F811
    take(reported("FTU-1", 60_000, range(7)) + reported("FTU-1", 60_000, range(8, 15)), at=NOON)
    assess(at=NOON)
    assert list(MainDay.objects.values_list("points", "held")) == [(14, 0)]
    beside(feeder)
    take(reported("FTU-1", 60_000, range(20, 30)), at=NOON)
    MainDay.objects.all().delete()
    assess(at=NOON)
    assert not MainDay.objects.exists()
