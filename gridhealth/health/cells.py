"""From the lines, the areas and the main transformers of a cell to its state; the areas of a block likewise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gridhealth.health.choices import Indicator, State
from gridhealth.health.rules import Finding, known
from gridhealth.health.tables import Table


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
    state = State.SUB if rate >= limits["main_heavy"] else State.HEALTHY
    state = State.ILL if rate >= limits["main_over"] else state
    points = table.load["held_points"]["C2"]
    found = Finding(Indicator.C2, state, f"{rate:.1%}", f"{over:.0%}", window, held_points=points)
    return known(found, coverage, table)


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
