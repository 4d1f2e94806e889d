"""The worked examples of the three states and both sides of every boundary, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from gridhealth.health import rules
from gridhealth.health.cells import Held, Part, judge_cell, judge_main
from gridhealth.health.choices import Indicator, Severity, State
from gridhealth.health.rules import Finding, Load, Standing, Unbalance, Voltage, highest_held, settle
from gridhealth.health.tables import editions, table_on

DAY = date(2026, 11, 24)
TABLE = table_on(DAY)
H, S, X, U = State.HEALTHY, State.SUB, State.ILL, State.UNKNOWN
FULL = D(1)


def load(rates, *, points=8, indicator=Indicator.T1, days=1, coverage=FULL):
    """One pattern of quarters, the same on so many days of the year."""
    held = highest_held([D(rate) for rate in rates], points)
    heavy, over = (days if held >= limit else 0 for limit in (D("0.8"), D(1)))
    return rules.judge_load(indicator, Load(held, max(map(D, rates)), heavy, over, coverage), TABLE)


def test_two_hours_at_exactly_eighty_percent_on_one_day_is_sub_healthy():
    assert load(["0.800"] * 8).state == S
    assert load(["0.799"] * 8).state == H


def test_an_hour_and_three_quarters_at_120_percent_is_healthy_and_watched():
    found = load(["0.3"] * 4 + ["1.2"] * 7 + ["0.3"] * 4)
    assert (found.state, found.is_watched) == (H, True)


def test_two_hours_at_exactly_full_load_is_ill():
    assert load(["1.000"] * 8).state == X
    assert load(["0.999"] * 8).state == S


@pytest.mark.parametrize(("days", "state"), [(0, H), (1, S), (10, S), (11, X), (365, X)])
def test_heavy_load_is_borne_for_ten_days(days, state):
    assert load(["0.9"] * 8, days=days).state == state


def test_a_line_needs_one_hour_and_is_watched_from_seventy_percent():
    assert load(["0.8"] * 4, points=4, indicator=Indicator.F1).state == S
    assert load(["0.8"] * 3, points=4, indicator=Indicator.F1).state == H
    assert load(["0.70"] * 4, points=4, indicator=Indicator.F1).is_watched
    assert not load(["0.699"] * 4, points=4, indicator=Indicator.F1).is_watched


@pytest.mark.parametrize(("coverage", "state"), [("0.80", H), ("0.7999", U), ("0", U)])
def test_too_little_data_is_unknown_and_never_healthy(coverage, state):
    assert load(["0.2"] * 8, coverage=D(coverage)).state == state


def test_what_was_seen_to_be_ill_is_ill_even_with_gaps():
    assert load(["1.1"] * 8, coverage=D("0.5")).state == X


@pytest.mark.parametrize(
    ("indicator", "share", "low_days", "state"),
    [
        ("T2", "0.98", 0, H), ("T2", "0.9799", 0, S), ("T2", "0.95", 0, S), ("T2", "0.9499", 0, X),
        ("T2", "1", 2, H), ("T2", "1", 3, X), ("F2", "0.99", 0, H), ("F2", "0.98", 0, S), ("F2", "0.9799", 0, X),
    ],
)  # fmt: skip
def test_voltage(indicator, share, low_days, state):
    assert rules.judge_voltage(Indicator(indicator), Voltage(D(share), low_days, FULL), TABLE).state == state


def test_voltage_without_data_is_unknown():
    assert rules.judge_voltage(Indicator.T2, Voltage(D(1), 0, D("0.79")), TABLE).state == U


@pytest.mark.parametrize(
    ("group", "worst", "days", "state"),
    [
        ("Yyn0", 15, 0, H), ("Yyn0", 16, 5, S), ("Yyn0", 30, 5, S), ("Yyn0", 31, 1, X), ("Yyn0", 16, 6, X),
        ("Dyn11", 25, 9, H), ("Dyn11", 26, 5, S), ("Dyn11", 50, 5, S), ("Dyn11", 51, 1, X), ("Dyn11", 26, 6, X),
        ("", 15, 0, H), ("", 16, 5, S),
    ],
)  # fmt: skip
def test_unbalance_is_borne_up_to_twice_the_limit_of_the_vector_group_for_five_days(group, worst, days, state):
    found = rules.judge_unbalance(Unbalance(D(worst), days, rules.borne(group, TABLE), FULL), TABLE)
    assert (found.state, found.threshold) == (state, "25%" if group == "Dyn11" else "15%")


@pytest.mark.parametrize(
    ("ago", "planned", "state"),
    [
        ([], False, H), ([10], False, H), ([10, 20], False, S), ([5, 35, 45], False, S), ([5, 35, 50], False, H),
        ([70, 140, 210, 280], False, S), ([70, 140, 210, 280, 340], False, S),
        ([70, 140, 210, 280, 340, 364], False, X), ([70, 140, 210, 280, 340, 365], False, S),
        ([1, 20, 40, 59], False, X), ([1, 20, 40, 60], False, S), ([70, 140, 210, 280], True, X),
    ],
)  # fmt: skip
def test_interruptions(ago, planned, state):
    days = [(DAY - timedelta(days=n), planned) for n in ago]
    assert rules.judge_interruptions(Indicator.T4, days, DAY, TABLE).state == state


def interruptions(ago, *, planned=False, table=TABLE):
    found = rules.judge_interruptions(Indicator.T4, [(DAY - timedelta(days=n), planned) for n in ago], DAY, table)
    return found.state, found.value, found.threshold, found.window_days


def test_interruptions_are_told_with_the_window_whose_limit_they_passed():
    assert interruptions([]) == (H, "0", "5", 365)
    assert interruptions([10, 20]) == (S, "2", "2", 30)
    assert interruptions([1, 20, 40, 59]) == (X, "4", "3", 60)
    assert interruptions([70, 140, 210, 280], planned=True) == (X, "4", "3", 365)


def test_windows_and_lengths_are_told_as_the_table_has_them():
    assert (load(["0.9"] * 8).window_days, load(["0.9"] * 8).held_points) == (365, 8)
    assert load(["0.9"] * 4, points=4, indicator=Indicator.F1).held_points == 4
    assert rules.judge_voltage(Indicator.T2, Voltage(D(1), 0, FULL), TABLE).window_days == 30
    assert rules.judge_unbalance(Unbalance(D(1), 0, D(15), FULL), TABLE).window_days == 30


def told(found):
    return found.value, found.threshold, found.days, found.days_borne


def test_the_threshold_that_was_passed_is_told_with_the_days_on_which_it_was():
    assert told(load(["0.9"] * 8, days=11)) == ("90.0%", "80%", 11, 10)
    assert told(load(["1.1"] * 8, days=2)) == ("110.0%", "100%", 2, 0)
    volts = [rules.judge_voltage(Indicator.T2, Voltage(D(share), low, FULL), TABLE)
             for share, low in (("0.96", 0), ("0.94", 0), ("1", 3))]  # fmt: skip
    assert [told(one)[:3] for one in volts] == [("96.0%", "98%", 0), ("94.0%", "95%", 0), ("< 198.0 V", "198.0 V", 3)]
    unbalance = [
        rules.judge_unbalance(Unbalance(D(worst), days, D(15), FULL), TABLE) for worst, days in ((20, 6), (31, 1))
    ]
    assert [told(one) for one in unbalance] == [("20%", "15%", 6, 5), ("31%", "15%", 0, 5)]
    assert rules.judge_transfer(True, D("0.1"), D("0.9"), TABLE).threshold == "0%"
    assert rules.judge_ill_areas(D("0.3"), FULL, TABLE).threshold == "20%"


def test_another_edition_looks_back_otherwise():
    later = replace(
        TABLE, interruptions={**TABLE.interruptions, "warn_from": ((14, 2),)}, load={**TABLE.load, "window_days": 180}
    )
    assert (interruptions([10, 20], table=later)[0], interruptions([10, 13], table=later)[3]) == (H, 14)
    assert rules.judge_load(Indicator.T1, Load(D("0.9"), D("0.9"), 1, 0, FULL), later).window_days == 180
    assert later.longest_of_interruptions == timedelta(days=365)


@pytest.mark.parametrize(
    ("severity", "days_left", "state"),
    [("GENERAL", 0, H), ("GENERAL", -1, S), ("SERIOUS", 0, S), ("SERIOUS", -1, X), ("CRITICAL", 1, X)],
)
def test_defects(severity, days_left, state):
    open_ones = [(Severity(severity), DAY + timedelta(days=days_left))]
    assert rules.judge_defects(Indicator.T6, open_ones, DAY).state == state


@pytest.mark.parametrize(
    ("demanded", "shortfall", "rate", "state"),
    [(True, "0", "0.9", H), (False, "0.9", "0.9", H), (True, "0.2", "0.9", S), (True, "0.21", "0.8", X),
     (True, "0.21", "0.79", S)],
)  # fmt: skip
def test_transfer(demanded, shortfall, rate, state):
    assert rules.judge_transfer(demanded, D(shortfall), D(rate), TABLE).state == state


@pytest.mark.parametrize(("share", "state"), [("0.049", H), ("0.05", S), ("0.20", S), ("0.201", X)])
def test_a_line_suffers_with_its_areas(share, state):
    assert rules.judge_ill_areas(D(share), FULL, TABLE).state == state


def finding(state, indicator=Indicator.T1):
    return Finding(indicator, state)


@pytest.mark.parametrize(
    ("states", "state"), [([H, H], H), ([H, S], S), ([S, X], X), ([H, U], U), ([S, U], U), ([X, U], X), ([], U)]
)
def test_the_worst_decides_and_gaps_are_not_health(states, state):
    assert rules.verdict([finding(one) for one in states], TABLE).state == state


def test_every_reason_is_named():
    found = [finding(X), finding(S, Indicator.T3), finding(H, Indicator.T4)]
    assert [one.indicator for one in rules.verdict(found, TABLE).causes] == ["T1", "T3"]


def test_what_is_not_required_is_told_as_unmeasured_and_decides_nothing():
    found = [finding(H), finding(U, Indicator.T5), finding(S, Indicator.T4)]
    told = rules.verdict(found, TABLE)
    assert (told.state, [one.indicator for one in told.causes], [one.indicator for one in told.unmeasured]) == (
        S, ["T4"], ["T5"],
    )  # fmt: skip
    stricter = replace(TABLE, required=TABLE.required | {"T5"})
    assert (rules.verdict(found, stricter).state, rules.verdict(found, stricter).unmeasured) == (U, ())
    assert rules.verdict([finding(U, Indicator.T5)], TABLE).state == U


@pytest.mark.parametrize("indicator", ["T1", "T2", "F1", "F2"])
def test_without_load_or_voltage_nothing_is_called_healthy(indicator):
    found = [finding(H, one) for one in Indicator if one[0] == indicator[0] and one != indicator]
    assert rules.verdict([*found, rules.nobody_measured(Indicator(indicator))], TABLE).state == U


@pytest.mark.parametrize(
    ("coverage", "told"), [("0", (U, "", "0.0%")), ("0.7999", (U, "3%", "80.0%")), ("0.80", (H, "3%", ""))]
)
def test_a_value_is_told_with_how_much_was_measured_and_none_where_nothing_was(coverage, told):
    found = rules.judge_unbalance(Unbalance(D(3), 0, D(15), D(coverage)), TABLE)
    assert (found.state, found.value, found.coverage) == told


def test_ill_areas_are_seen_and_unknown_ones_are_not_fine():
    shares = [(D("0"), D("0.79")), (D("0.3"), D("0.5")), (D("0"), D("0.8"))]
    assert [rules.judge_ill_areas(*one, TABLE).state for one in shares] == [U, X, H]


def test_a_line_without_a_solution_is_unknown_unless_it_is_ill():
    assert [rules.without_solution(finding(one)).state for one in (H, S, U, X)] == [U, U, U, X]


def steps(standing, *found, cured=False):
    """One monthly evaluation after the other."""
    for one in found:
        standing = settle(standing, one, is_monthly=True, is_cured=cured, table=TABLE)
    return standing.state


def test_it_falls_ill_at_once_and_recovers_after_two_months():
    healthy, ill = Standing(H, H), Standing(X, X)
    assert settle(healthy, X, is_monthly=False, is_cured=False, table=TABLE).state == X
    assert (steps(ill, H), steps(ill, H, H), steps(ill, H, X, H)) == (X, H, X)
    assert settle(ill, H, is_monthly=False, is_cured=False, table=TABLE) == ill


def test_an_accepted_cure_heals_at_once_and_a_gap_never():
    assert steps(Standing(X, X), H, cured=True) == H
    assert (steps(Standing(X, X), U), steps(Standing(S, S), U), steps(Standing(S, S), U, H)) == (X, U, S)


def main(*rates, coverage=FULL):
    return judge_main([Held(D(rate), coverage) for rate in rates], TABLE)


def cell(*parts, above=H):
    return judge_cell([Part(*part) for part in parts], above, TABLE)[0]


def test_a_cell_by_the_customers_it_serves():
    fine = ("feeder", H, 80, 1)
    assert cell(fine, ("feeder", X, 20, 2)) == X
    assert cell(("feeder", H, 910, 1), ("feeder", X, 90, 2)) == S
    assert cell(("feeder", H, 100, 1), ("area", X, 10, 1)) == X
    assert cell(("feeder", H, 100, 1), ("area", X, 9, 1)) == H
    assert cell(("feeder", S, 20, 2), fine) == S
    assert cell(("feeder", U, 20, 2), fine) == U
    assert cell(("feeder", S, 19, 2), ("feeder", H, 81, 1)) == H


@pytest.mark.parametrize(("rate", "state"), [("0.7999", H), ("0.80", S), ("0.9999", S), ("1.00", X)])
def test_a_cell_suffers_with_what_the_transformer_above_held(rate, state):
    found = main("0.5", rate)
    assert (found.state, cell(("feeder", H, 100, 1), above=found.state)) == (state, state)
    assert (found.window_days, found.held_points) == (365, 8)


@pytest.mark.parametrize(("coverage", "rate", "state"), [("0.7999", "0.5", U), ("0.7999", "0.9", U), ("0.1", "1", X)])
def test_a_transformer_of_which_too_little_is_known_is_never_fine(coverage, rate, state):
    found = main(rate, coverage=D(coverage))
    assert (found.state, cell(("feeder", H, 100, 1), above=found.state)) == (state, state)


def test_of_a_transformer_nobody_measured_no_number_is_told():
    assert (main("0", coverage=D(0)).state, main("0", coverage=D(0)).value, main().state) == (U, "", U)
    assert judge_main([Held(D("0.5"), FULL), Held(D(0), D(0))], TABLE).state == U


def test_customers_of_an_ill_line_are_counted_once():
    parts = [Part("feeder", X, 50, 1), Part("area", X, 50, 1), Part("feeder", H, 950, 2)]
    assert judge_cell(parts, H, TABLE)[1]["ILL"] == D("0.05")


def test_a_day_before_the_first_table_is_not_guessed():
    assert [table.version for table in editions()] == ["health-2026"]
    with pytest.raises(LookupError):
        table_on(date(1999, 1, 1))
