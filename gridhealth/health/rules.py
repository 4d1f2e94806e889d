"""From figures to a state: each indicator by its own thresholds, the worst decides and names its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from gridhealth.health.choices import ORDER, Indicator, Severity, State
from gridhealth.health.tables import Table


@dataclass(frozen=True)
class Finding:
    """What one indicator says, and why: the value beside its threshold, over which days, held for how many quarters.

    The threshold is the one that was passed. Without a window it is about today; without a value nobody measured it.
    `days` were over the threshold where up to `days_borne` are. `coverage` is told where it was too little.
    """

    indicator: Indicator
    state: State
    value: str = ""
    threshold: str = ""
    window_days: int = 0
    is_watched: bool = False
    held_points: int = 0
    days: int = 0
    days_borne: int = 0
    coverage: str = ""
    why: str = ""


@dataclass(frozen=True)
class Outcome:
    """A state with its reasons, and what was not measured beside them."""

    state: State
    causes: tuple[Finding, ...] = ()
    unmeasured: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Load:
    """A transformer or a line over the window of loads: rates are shares of the rating."""

    held: Decimal
    peak: Decimal
    heavy_days: int
    over_days: int
    coverage: Decimal


@dataclass(frozen=True)
class Voltage:
    """Voltage over its window: the share in its band, and days on which it was held below the lowest allowed."""

    share: Decimal
    low_days: int
    coverage: Decimal


@dataclass(frozen=True)
class Unbalance:
    """Unequal currents over their window, in percent, and how much the transformer's vector group bears.

    `coverage`: of the days, and of those on which the load was high enough to judge, the smaller share.
    """

    worst: Decimal
    days_over: int
    limit: Decimal
    coverage: Decimal


@dataclass(frozen=True)
class Standing:
    """What is published, what was known last, and for how many monthly evaluations it has been better."""

    state: State
    known: State | None = None
    better_months: int = 0


def highest_held(rates: Sequence[Decimal], points: int) -> Decimal:
    """The highest rate that was kept for so many quarters of an hour on end."""
    runs = (rates[n : n + points] for n in range(len(rates) - points + 1))
    return max((min(run) for run in runs), default=Decimal(0))


def worse(one: State, other: State) -> State:
    return max(one, other, key=ORDER.index)


def judge_load(indicator: Indicator, load: Load, table: Table) -> Finding:
    limits = table.load
    if load.over_days or load.heavy_days > limits["heavy_days"]:
        state = State.ILL
    else:
        state = State.SUB if load.heavy_days else State.HEALTHY
    is_watched = state == State.HEALTHY and max(load.peak, load.held) >= limits["watch"][indicator]
    over, days, borne_days = (limits["heavy"], load.heavy_days, limits["heavy_days"])
    if load.over_days:
        over, days, borne_days = (limits["over"], load.over_days, 0)
    window, points = limits["window_days"], limits["held_points"][indicator]
    found = Finding(indicator, state, f"{load.held:.1%}", f"{over:.0%}", window, is_watched, points, days, borne_days)
    return known(found, load.coverage, table)


def known(found: Finding, coverage: Decimal, table: Table) -> Finding:
    """The same, or unknown where too little was measured; what was seen to be ill stays ill."""
    if coverage >= table.coverage or found.state == State.ILL:
        return found
    value = found.value if coverage else ""
    return replace(found, state=State.UNKNOWN, value=value, is_watched=False, coverage=f"{coverage:.1%}")


def nobody_measured(indicator: Indicator) -> Finding:
    return Finding(indicator, State.UNKNOWN)


def without_solution(found: Finding) -> Finding:
    """The same, of a line for whose peak the power flow has no answer: nothing that is computed of it is fine."""
    if found.state == State.ILL:
        return found
    return replace(found, state=State.UNKNOWN, why="The power flow of the peak has no solution.")


def judge_voltage(indicator: Indicator, voltage: Voltage, table: Table) -> Finding:
    fine, bearable = table.voltage[indicator]
    window, low_days = table.voltage["window_days"], table.voltage["low_days"]
    if indicator == Indicator.T2 and voltage.low_days >= low_days:
        lowest, points = f"{table.voltage['lowest_v']} V", table.voltage["low_points"]
        return Finding(
            indicator, State.ILL, f"< {lowest}", lowest, window, False, points, voltage.low_days, low_days - 1
        )
    if voltage.coverage < table.coverage:
        state = State.UNKNOWN
    elif voltage.share < bearable:
        state = State.ILL
    else:
        state = State.HEALTHY if voltage.share >= fine else State.SUB
    passed = bearable if state == State.ILL else fine
    found = Finding(indicator, state, f"{voltage.share:.1%}", f"{passed:.0%}", window)
    return known(found, voltage.coverage, table)


def judge_unbalance(unbalance: Unbalance, table: Table) -> Finding:
    limit, bearable = unbalance.limit, unbalance.limit * table.unbalance["factor"]
    is_large, days_borne = unbalance.worst > bearable, table.unbalance["days_over"]
    if unbalance.worst <= limit:
        state = State.HEALTHY
    else:
        state = State.ILL if is_large or unbalance.days_over > days_borne else State.SUB
    found = Finding(
        Indicator.T3, state, f"{unbalance.worst:.0f}%", f"{limit}%",
        table.unbalance["window_days"], days=0 if is_large else unbalance.days_over, days_borne=days_borne,
    )  # fmt: skip
    return known(found, unbalance.coverage, table)


def borne(vector_group: str, table: Table) -> Decimal:
    """The unbalance in percent that such a transformer bears; of an unknown one the strictest."""
    limit: Decimal = table.unbalance["limits"].get(vector_group, table.unbalance["limit"])
    return limit


def judge_interruptions(indicator: Indicator, days: Iterable[tuple[date, bool]], on: date, table: Table) -> Finding:
    """`days` of interruptions, each with whether it was planned. The limit passed is told, the gravest first."""
    told, limits = list(days), table.interruptions
    planned = [one for one in told if one[1]]
    for state, of, pairs, least in (
        (State.ILL, told, limits["more_than"], 1),
        (State.ILL, planned, limits["more_planned_than"], 1),
        (State.SUB, told, limits["warn_from"], 0),
    ):
        for window, limit in pairs:
            if _within(of, on, window) >= limit + least:
                return Finding(indicator, state, str(_within(of, on, window)), str(limit), window)
    window, limit = limits["more_than"][0]
    return Finding(indicator, State.HEALTHY, str(_within(told, on, window)), str(limit), window)


def _within(days: Iterable[tuple[date, bool]], on: date, window_days: int) -> int:
    """How many lie in the window that ends with the day `on`."""
    return sum(on - timedelta(days=window_days) < day <= on for day, _is_planned in days)


def judge_defects(indicator: Indicator, defects: Iterable[tuple[Severity, date]], on: date) -> Finding:
    """Open defects, each with the day by which it must be cured."""
    state = State.HEALTHY
    count = 0
    for severity, due_on in defects:
        count += 1
        is_late = due_on < on
        if severity == Severity.CRITICAL or (severity == Severity.SERIOUS and is_late):
            return Finding(indicator, State.ILL, Severity(severity).value, "")
        if is_late or severity == Severity.SERIOUS:
            state = State.SUB
    return Finding(indicator, state, str(count), "0")


def judge_transfer(is_demanded: bool, shortfall: Decimal, load_rate: Decimal, table: Table) -> Finding:
    """Ill only where much of the peak cannot be transferred and the line is heavily loaded."""
    limits = table.transfer
    if not is_demanded or shortfall <= 0:
        state = State.HEALTHY
    else:
        is_ill = shortfall > limits["shortfall"] and load_rate >= limits["load"]
        state = State.ILL if is_ill else State.SUB
    window = table.load["window_days"]
    passed = limits["shortfall"] if state == State.ILL else Decimal(0)
    return Finding(Indicator.F4, state, f"{shortfall:.0%}", f"{passed:.0%}", window)


def judge_ill_areas(share: Decimal, known_share: Decimal, table: Table) -> Finding:
    """By the capacity of its areas: how much of it is ill, and of how much the state is known."""
    fine, bearable = table.ill_areas
    state = State.HEALTHY if share < fine else State.SUB if share <= bearable else State.ILL
    passed = bearable if state == State.ILL else fine
    return known(Finding(Indicator.F7, state, f"{share:.1%}", f"{passed:.0%}"), known_share, table)


def verdict(findings: Sequence[Finding], table: Table) -> Outcome:
    """The worst decides. Unknown is no health: unless something is ill, a gap in what is required makes all unknown."""
    unmeasured = tuple(
        one for one in findings if one.state == State.UNKNOWN and one.indicator not in table.required
    )  # fmt: skip
    told = [one for one in findings if one not in unmeasured]
    states = {one.state for one in told}
    if not told or (State.UNKNOWN in states and State.ILL not in states):
        state = State.UNKNOWN
    else:
        state = max(states - {State.UNKNOWN}, key=ORDER.index)
    if state == State.HEALTHY:
        return Outcome(state, tuple(one for one in told if one.is_watched), unmeasured)
    return Outcome(state, tuple(one for one in told if one.state != State.HEALTHY), unmeasured)


def settle(standing: Standing | None, found: State, *, is_monthly: bool, is_cured: bool, table: Table) -> Standing:
    """Falls ill at once; recovers after two monthly evaluations on end, or with an accepted cure.

    A gap in the data heals nobody: what is ill stays ill, all else becomes unknown.
    """
    known = standing.known if standing else None
    if found == State.UNKNOWN:
        return Standing(State.ILL if known == State.ILL else State.UNKNOWN, known)
    if standing is None or known is None or is_cured or ORDER.index(found) >= ORDER.index(known):
        return Standing(found, found)
    months = standing.better_months + is_monthly
    return Standing(found, found) if months >= table.better_months else Standing(known, known, months)
