"""Health of a whole little network: figures from curves, states with history, cures, pages."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal as D
from random import Random

import pytest
from django.test import Client

from accounts.refusals import Invalid, NotAllowed, Unmet
from accounts.roles import Role
from gridhealth.demo import SMALL
from gridhealth.demo import load as load_demo
from gridhealth.health.actions import accept_cure, assess, move_cure, note_interruption, plan_cure
from gridhealth.health.figures import sum_up
from gridhealth.health.models import Cure, DayFigures, Defect, Health, HealthChange, MainDay
from gridhealth.health.rules import highest_held
from gridhealth.health.tables import table_on
from gridhealth.models import MainTransformer
from gridhealth.published import Published, constrained, everything
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.wire import Point
from tests.applications.journey import person
from tests.gridhealth.conftest import DAY, NOON

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)
MIDNIGHT = NOON - timedelta(hours=12)
TERMS = {"what": "更换变压器", "budget_yuan": D(80_000), "planned_on": date(2027, 3, 1)}


@pytest.fixture
def terminals(area):
    return [
        Terminal.objects.create(code="TTU-1", area=area),
        Terminal.objects.create(code="FTU-1", feeder=area.feeder),
    ]


@pytest.fixture
def planner():
    return person("planner", Role.PLANNER)


def a_year(terminals, *, held="0.5", days=365, ahead=0):
    DayFigures.objects.bulk_create(
        DayFigures(
            terminal=one, day=DAY - timedelta(days=n), points=96, held=D(held), peak=D(held), voltage_points=96,
            customers=40, customer_points=3_840, in_band=3_840,
        )
        for one in terminals for n in range(-ahead, days)
    )  # fmt: skip
    MainDay.objects.bulk_create(
        [MainDay(main_transformer=main, day=DAY - timedelta(days=n), points=96, held=D("0.4"))
         for main in MainTransformer.objects.all() for n in range(-ahead, days)],
        ignore_conflicts=True,
    )  # fmt: skip


def worst_day(terminal, held):
    DayFigures.objects.filter(terminal=terminal, day=DAY - timedelta(days=1)).update(held=D(held))


def states():
    return {row.kind: row.state for row in Health.objects.all()}


def curve(rates, *, since=MIDNIGHT, code="TTU-1"):
    return [Point(code, since + QUARTER * n, kva=D(rate) * 400) for n, rate in enumerate(rates)]


def figures():
    assess(at=NOON)
    return DayFigures.objects.get(day=DAY)


def test_a_healthy_network_is_healthy_all_the_way_up(terminals):
    a_year(terminals)
    assert assess(at=NOON) == 3
    assert states() == {"cell": "HEALTHY", "feeder": "HEALTHY", "area": "HEALTHY"}


def test_without_data_nothing_is_called_healthy(terminals):
    a_year(terminals, days=200)
    assess(at=NOON)
    assert set(states().values()) == {"UNKNOWN"}


def test_one_overloaded_area_makes_its_line_and_its_cell_ill(terminals):
    a_year(terminals)
    worst_day(terminals[0], "1.0")
    assess(at=NOON)
    assert states() == {"cell": "ILL", "feeder": "ILL", "area": "ILL"}
    (cause,) = Health.objects.get(area__isnull=False).causes
    told = (cause["indicator"], cause["value"], cause["threshold"], cause["window_days"])
    assert told == ("T1", "100.0%", "100%", 365)


def test_the_whole_county_takes_the_same_few_statements(terminals, django_assert_max_num_queries):
    a_year(terminals)
    with django_assert_max_num_queries(22):
        assess(at=NOON)


def test_assessing_twice_a_day_changes_nothing_more(terminals):
    a_year(terminals)
    assess(at=NOON)
    before = list(HealthChange.objects.values())
    assert assess(at=NOON) == 0
    assert list(HealthChange.objects.values()) == before


def test_the_database_finds_the_same_runs_as_the_rule(terminals):
    dice = Random(7)
    rates = [f"{dice.choice((0.3, 0.85, 0.9, 1.1)):.2f}" for _ in range(48)]
    take(curve(rates), at=NOON)
    assert figures().held == highest_held([D(rate) for rate in rates], 8)


def test_a_run_over_midnight_counts_and_a_gap_breaks_it(terminals):
    take(curve(["0.9"] * 4, since=MIDNIGHT - timedelta(hours=1)) + curve(["0.9"] * 4), at=NOON)
    assert figures().held == D("0.9")
    take(curve(["0.95"] * 4, since=MIDNIGHT + timedelta(hours=3)), at=NOON)
    take(curve(["0.95"] * 4, since=MIDNIGHT + timedelta(hours=5)), at=NOON)
    assert figures().held == D("0.9")


def test_how_long_a_value_must_last_is_the_table_s_word(terminals):
    table = table_on(DAY)
    shorter = replace(table, load={**table.load, "held_points": {"T1": 3, "F1": 4}})
    take(curve(["0.9"] * 3), at=NOON)
    assert sum_up(shorter, up_to=DAY) == 1
    assert DayFigures.objects.get(day=DAY).held == D("0.9")


def test_what_lies_before_the_window_is_forgotten(terminals):
    a_year(terminals, days=366)
    DayFigures.objects.filter(day=DAY - timedelta(days=365)).update(held=D("1.2"))
    DayFigures.objects.filter(day=DAY - timedelta(days=30)).update(in_band=0)
    assess(at=NOON)
    assert set(states().values()) == {"HEALTHY"}


def test_late_data_has_its_day_judged_again(terminals):
    take(curve(["0.5"] * 7), at=NOON)
    assert figures().held == 0
    take([Point("TTU-1", MIDNIGHT + QUARTER * 7, kva=D(200))], at=NOON + timedelta(minutes=5))
    assert figures().held == D("0.5")


@pytest.mark.parametrize(("volts", "is_low"), [("197.9", True), ("198.0", False)])
def test_two_hours_below_198_volts_are_noticed(terminals, volts, is_low):
    points = [Point("TTU-1", MIDNIGHT + QUARTER * n, customers=10, in_band=9, lowest_v=D(volts)) for n in range(8)]
    take(points, at=NOON)
    assert figures().is_low is is_low


def test_what_happened_and_what_was_found_on_site_counts(terminals, area):
    a_year(terminals)
    for n in range(4):
        note_interruption(area, on=DAY - timedelta(days=70 * (n + 1)), is_planned=False, reference=f"O{n}")
        note_interruption(area, on=DAY - timedelta(days=70 * (n + 1)), is_planned=False, reference=f"O{n}")
    Defect.objects.create(
        feeder=area.feeder, severity="CRITICAL", what="断股", found_on=DAY, due_on=DAY + timedelta(days=1)
    )
    assess(at=NOON)
    assert (states()["area"], states()["feeder"]) == ("SUB", "ILL")


def test_it_recovers_in_the_second_month_and_history_keeps_both(terminals):
    a_year(terminals, ahead=40)
    worst_day(terminals[0], "1.0")
    assess(at=NOON)
    worst_day(terminals[0], "0.5")
    seen = []
    for days in (1, 8, 9, 38):  # the same month, the first of the next, the day after, the month after that
        assess(at=NOON + timedelta(days=days))
        seen.append(states()["area"])
    assert seen == ["ILL", "ILL", "ILL", "HEALTHY"]
    changes = HealthChange.objects.filter(health__area__isnull=False).order_by("pk")
    assert list(changes.values_list("after", flat=True)) == ["ILL", "HEALTHY"]


def test_an_accepted_cure_heals_at_the_next_assessment(terminals, planner):
    a_year(terminals)
    worst_day(terminals[0], "1.0")
    assess(at=NOON)
    cure = plan_cure(Health.objects.get(area__isnull=False), terms=TERMS, by=planner, at=NOON)
    worst_day(terminals[0], "0.5")
    accept_cure(cure, by=planner, at=NOON + timedelta(hours=1))
    assess(at=NOON + timedelta(days=1))
    assert states()["area"] == "HEALTHY"


@pytest.mark.parametrize(("found", "told"), [("HEALTHY", 1), ("ILL", 0), ("UNKNOWN", 0)])
def test_what_is_better_and_not_yet_counted_so_is_told_with_that_reason(area, found, told):
    Health.objects.create(area=area, state="ILL", found=found, since=DAY, assessed_on=DAY, rule_set="x")
    [row] = everything(at=NOON, kinds=["area"])
    assert len(row.reasons) == told


def relief():
    return {row.kind: (row.relief_on, row.is_constrained) for row in everything(at=NOON, kinds=("feeder", "area"))}


def ill_area(terminals):
    a_year(terminals)
    worst_day(terminals[0], "1.0")
    assess(at=NOON)
    return Health.objects.get(area__isnull=False)


def test_the_public_reads_the_day_of_a_cure_and_its_new_day_and_none_where_there_is_none(terminals, planner):
    health = ill_area(terminals)
    assert relief() == {"feeder": (None, True), "area": (None, True)}
    cure = plan_cure(health, terms=TERMS, by=planner, at=NOON)
    assert relief() == {"feeder": (None, True), "area": (date(2027, 3, 1), True)}
    later = move_cure(cure, planned_on=date(2027, 4, 20), why="变压器未到货", by=planner, at=NOON)
    assert (relief()["area"][0], later.promised_on) == (date(2027, 4, 20), date(2027, 3, 1))
    accept_cure(cure, by=planner, at=NOON)
    assert relief()["area"][0] is None


def test_a_cure_moves_only_forward_from_today_by_whom_it_is_for_and_while_it_is_open(terminals, planner):
    cure = plan_cure(ill_area(terminals), terms=TERMS, by=planner, at=NOON)
    later = {"planned_on": date(2027, 4, 20), "why": "x", "at": NOON}
    for changed, error in (({"by": person("meter", Role.METER)}, NotAllowed),
                           ({"by": planner, "planned_on": DAY - timedelta(days=1)}, Invalid)):  # fmt: skip
        with pytest.raises(error):
            move_cure(cure, **{**later, **changed})
    accept_cure(cure, by=planner, at=NOON)
    with pytest.raises(Unmet):
        move_cure(cure, by=planner, **later)
    assert Cure.objects.get().moves == []


def test_a_cure_is_refused_with_a_reason(terminals, planner):
    a_year(terminals)
    assess(at=NOON)
    health = Health.objects.get(area__isnull=False)
    for by, error in ((planner, Unmet), (person("meter", Role.METER), NotAllowed)):
        with pytest.raises(error):
            plan_cure(health, terms=TERMS, by=by, at=NOON)
    Health.objects.update(state="ILL")
    with pytest.raises(Invalid):
        plan_cure(health, terms={**TERMS, "planned_on": DAY - timedelta(days=1)}, by=planner, at=NOON)


def test_the_made_up_county_has_objects_in_every_state(db):
    load_demo(NOON, SMALL)
    assert set(Health.objects.values_list("state", flat=True)) == {"HEALTHY", "SUB", "ILL", "UNKNOWN"}
    stood = list(Health.objects.order_by("pk").values())
    load_demo(NOON + timedelta(days=1), SMALL)
    assert list(Health.objects.order_by("pk").values()) == stood


def test_the_public_learns_names_and_no_places(terminals):
    a_year(terminals, days=10)
    assess(at=NOON)
    told = constrained(at=NOON)
    assert {row.kind for row in told} == {"feeder", "area"}
    assert not {"geometry", "code", "mrid", "pk", "west", "place"} & {one.name for one in fields(Published)}


def test_a_planner_reads_why_and_plans_a_cure_on_the_page(terminals, planner):
    a_year(terminals)
    worst_day(terminals[0], "1.0")
    assess(at=NOON)
    browser = Client()
    browser.force_login(planner, "django.contrib.auth.backends.ModelBackend")
    assert "病态" in browser.get("/grid/health/?kind=area").content.decode()
    page = "/grid/health/area/A1/"
    assert "配变负载" in browser.get(page).content.decode()
    wrong = browser.post(page, {"what": "更换变压器", "budget_yuan": "-1", "planned_on": "2099-03-01"})
    assert (wrong.status_code, "更换变压器" in wrong.content.decode()) == (400, True)
    past = browser.post(page, {"what": "更换变压器", "budget_yuan": "80000", "planned_on": "2001-03-01"})
    assert (past.status_code, "请选择今天" in past.content.decode()) == (400, True)
    browser.post(page, {"what": "更换变压器", "budget_yuan": "80000", "planned_on": "2099-03-01"})
    cure = Cure.objects.get()
    another = f"/grid/health/cures/{cure.pk}/move/"
    assert 'value="2099-03-01"' in browser.get(another).content.decode()
    assert browser.post(another, {"planned_on": "2099-04-01", "why": ""}).status_code == 400
    assert browser.post(another, {"planned_on": "2001-04-01", "why": "变压器未到货"}).status_code == 400
    assert browser.post(another, {"planned_on": "2099-04-01", "why": "变压器未到货"}).status_code == 302
    assert "变压器未到货" in browser.get(page).content.decode()
    assert "更换变压器" in browser.get("/grid/health/cures/").content.decode()
    assert browser.post(f"/grid/health/cures/{cure.pk}/accept/").status_code == 302


def test_the_calendar_counts_what_fell_and_what_recovered(area, planner):
    browser = Client()
    browser.force_login(planner, "django.contrib.auth.backends.ModelBackend")
    row = Health.objects.create(area=area, state="SUB", found="SUB", since=DAY, assessed_on=DAY, rule_set="x")
    for n, (before, after) in enumerate([("HEALTHY", "ILL"), ("ILL", "SUB"), ("SUB", "UNKNOWN")]):
        HealthChange.objects.create(health=row, on=DAY.replace(day=3 + n), before=before, after=after)
    page = browser.get("/grid/health/calendar/?month=2026-11").content.decode()
    assert [page.count(f"1 {word}") for word in ("处变差", "处好转", "处其他")] == [1, 1, 1]
