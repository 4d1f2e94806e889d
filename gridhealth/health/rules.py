"""From figures to a state: each indicator by its own thresholds, the worst decides and names its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gridhealth.health.choices import ORDER, Indicator, Severity, State
from gridhealth.health.tables import Table


@dataclass(frozen=True)
class Finding:
    """What one indicator says, and why: the value beside its threshold, over which days, held for how many quarters.

    Without days it is about today.
    """

    indicator: Indicator
    state: State
    value: str = ""
    threshold: str = ""
    window_days: int = 0
    is_watched: bool = False
    held_points: int = 0


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
    """Unequal currents over their window, in percent, and how much the transformer's vector group bears."""

    worst: Decimal
    days_over: int
    limit: Decimal


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
    if load.coverage < table.coverage and state != State.ILL:
        state = State.UNKNOWN
    over = limits["over"] if load.over_days else limits["heavy"]
    window, points = limits["window_days"], limits["held_points"][indicator]
    return Finding(indicator, state, f"{load.held:.1%}", f"{over:.0%}", window, is_watched, points)


def judge_voltage(indicator: Indicator, voltage: Voltage, table: Table) -> Finding:
    fine, bearable = table.voltage[indicator]
    is_low = indicator == Indicator.T2 and voltage.low_days >= table.voltage["low_days"]
    if voltage.coverage < table.coverage and not is_low:
        state = State.UNKNOWN
    elif voltage.share < bearable or is_low:
        state = State.ILL
    else:
        state = State.HEALTHY if voltage.share >= fine else State.SUB
    return Finding(indicator, state, f"{voltage.share:.1%}", f"{fine:.0%}", table.voltage["window_days"])


def judge_unbalance(unbalance: Unbalance, table: Table) -> Finding:
    limit, bearable = unbalance.limit, unbalance.limit * table.unbalance["factor"]
    if unbalance.worst <= limit:
        state = State.HEALTHY
    else:
        is_mild = unbalance.worst <= bearable and unbalance.days_over <= table.unbalance["days_over"]
        state = State.SUB if is_mild else State.ILL
    return Finding(Indicator.T3, state, f"{unbalance.worst:.0f}%", f"{limit}%", table.unbalance["window_days"])


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
    return Finding(Indicator.F4, state, f"{shortfall:.0%}", f"{limits['shortfall']:.0%}", window)


def judge_ill_areas(share: Decimal, table: Table) -> Finding:
    fine, bearable = table.ill_areas
    state = State.HEALTHY if share < fine else State.SUB if share <= bearable else State.ILL
    return Finding(Indicator.F7, state, f"{share:.1%}", f"{fine:.0%}")


def verdict(findings: Sequence[Finding]) -> tuple[State, tuple[Finding, ...]]:
    """The worst decides. What is not known is no health: without an ill finding, one gap makes the whole unknown."""
    states = {finding.state for finding in findings}
    if not findings:
        return State.UNKNOWN, ()
    if State.UNKNOWN in states and State.ILL not in states:
        state = State.UNKNOWN
    else:
        state = max(states - {State.UNKNOWN}, key=ORDER.index)
    if state == State.HEALTHY:
        return state, tuple(one for one in findings if one.is_watched)
    return state, tuple(one for one in findings if one.state not in (State.HEALTHY,))


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


@dataclass(frozen=True)
class Held:
    """The highest rate that was held in a window, as a share of the rating, and how much of the window is known."""

    rate: Decimal
    coverage: Decimal


def judge_main(mains: Sequence[Held], table: Table) -> Finding:
    """The main transformers above a cell: the worst of them, and unknown as soon as one of them is."""
    limits, window = table.cell, table.load["window_days"]
    rate = max((main.rate for main in mains), default=Decimal(0))
    coverage = min((main.coverage for main in mains), default=Decimal(0))
    over = limits["main_over"] if rate >= limits["main_over"] else limits["main_heavy"]
    if rate >= limits["main_over"]:
        state = State.ILL
    elif coverage < table.coverage:
        state = State.UNKNOWN
    else:
        state = State.SUB if rate >= limits["main_heavy"] else State.HEALTHY
    value = f"{rate:.1%}" if coverage else ""
    return Finding(Indicator.C2, state, value, f"{over:.0%}", window, held_points=table.load["held_points"]["C2"])


@dataclass(frozen=True)
class Part:
    """A line of a cell, or a transformer area, with the customers it serves."""

    kind: str
    state: State
    customers: int
    line: Any = None


def judge_cell(parts: Sequence[Part], main: State, table: Table) -> tuple[State, dict[str, Decimal]]:
    """A cell by the customers on what is ill, half-ill or unknown, and by the `main` transformer above.

    A customer on an ill line is counted once.
    """
    limits, everyone = table.cell, sum(part.customers for part in parts if part.kind == "feeder")
    if not everyone:
        return State.UNKNOWN, {}
    shares = {state.value: _share(parts, state, everyone) for state in (State.ILL, State.SUB, State.UNKNOWN)}
    ill_lines = [part for part in parts if part.kind == "feeder" and part.state == State.ILL]
    is_ill = (
        any(Decimal(line.customers) / everyone >= limits["ill_feeder"] for line in ill_lines)
        or shares["ILL"] >= limits["ill_share"]
        or main == State.ILL
    )
    if is_ill:
        return State.ILL, shares
    if shares["UNKNOWN"] >= limits["unknown_share"] or main == State.UNKNOWN:
        return State.UNKNOWN, shares
    is_sub = ill_lines or shares["SUB"] >= limits["sub_share"] or main == State.SUB
    return (State.SUB if is_sub else State.HEALTHY), shares


def _share(parts: Sequence[Part], state: State, everyone: int) -> Decimal:
    lines = {part.line for part in parts if part.kind == "feeder" and part.state == state}
    on_lines = sum(part.customers for part in parts if part.kind == "feeder" and part.line in lines)
    others = sum(
        part.customers for part in parts if part.kind == "area" and part.state == state and part.line not in lines
    )
    return Decimal(on_lines + others) / everyone


def judge_block(customers: Mapping[State, int], table: Table) -> tuple[State, dict[State, Decimal]]:
    """The transformer areas of one township in one cell, by the customers on them; ties go to the worse."""
    everyone = sum(customers.values())
    if not everyone:
        return State.UNKNOWN, {}
    limits = table.cell
    shares = {state: Decimal(count) / everyone for state, count in customers.items()}
    ill, sub, unknown = (shares.get(state, Decimal(0)) for state in (State.ILL, State.SUB, State.UNKNOWN))
    if ill >= limits["ill_share"]:
        return State.ILL, shares
    if unknown >= limits["unknown_share"]:
        return State.UNKNOWN, shares
    return (State.SUB if ill or sub >= limits["sub_share"] else State.HEALTHY), shares
