"""Every object of the county with its verdict: facts read in a few statements, judged one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gridhealth.health import figures, rules
from gridhealth.health.cells import Part, judge_cell, judge_main
from gridhealth.health.choices import Indicator, Severity, State
from gridhealth.health.mains import held_by_mains
from gridhealth.health.models import Defect, Inspection, Interruption
from gridhealth.health.rules import Finding, Load, Unbalance, Voltage
from gridhealth.health.solving import without_answer
from gridhealth.health.tables import Table
from gridhealth.models import Feeder, GridCell, TransformerArea
from gridhealth.rules import rules_on

Key = tuple[str, int]


@dataclass(frozen=True)
class Verdict:
    key: Key
    state: State
    causes: list[dict[str, Any]]
    unmeasured: list[dict[str, Any]]
    customers: int = 0


class Facts:
    """What is known of every line and area on a day, by its key."""

    def __init__(self, table: Table, on: date, lines: Iterable[Feeder]) -> None:
        self.table, self.on = table, on
        self.windows: dict[Key, tuple[Any, ...]] = {}
        for feeder, area, *row in figures.windows(table, up_to=on):
            self.windows[("feeder", feeder) if feeder else ("area", area)] = tuple(row)  # type: ignore[assignment]
        self.interruptions: dict[Key, list[tuple[date, bool]]] = defaultdict(list)
        for one in Interruption.objects.filter(on__gt=on - table.longest_of_interruptions):
            self.interruptions[_key(one)].append((one.on, one.is_planned))
        self.defects: dict[Key, list[tuple[Severity, date]]] = defaultdict(list)
        # The open ones, and any one: whether defects are written down at all.
        written = list(Defect.objects.filter(Q(cured_on=None) | Q(pk__in=Defect.objects.values("pk")[:1])))
        self.has_register = bool(written)
        for defect in (one for one in written if one.cured_on is None):
            self.defects[_key(defect)].append((Severity(defect.severity), defect.due_on))
        self.inspections: dict[Key, dict[str, Inspection]] = defaultdict(dict)
        for seen in Inspection.objects.filter(on__lte=on).order_by("on", "pk"):
            self.inspections[_key(seen)][seen.indicator] = seen
        self.unsolved = without_answer(lines)
        self.shortfalls = figures.shortfalls(power_factor=rules_on(on).power_factor)
        self.demands = dict(GridCell.objects.values_list("pk", "supply_area"))

    def customers(self, key: Key) -> int:
        return int(self.windows[key][10]) if key in self.windows else 0

    def findings(self, key: Key, load: Indicator, voltage: Indicator) -> Iterator[Finding]:
        """What terminals measured; without a terminal nothing is known."""
        held, peak, heavy, over, coverage, share, low, seen, *_rest = self.windows.get(key, NOTHING)
        yield rules.judge_load(load, Load(held, peak, heavy, over, coverage), self.table)
        yield rules.judge_voltage(voltage, Voltage(share, low, seen), self.table)

    def seen(self, key: Key, *indicators: Indicator) -> Iterator[Finding]:
        """What people found on site, and which of `indicators` nobody looked at."""
        found = self.inspections[key]
        for indicator, inspection in found.items():
            is_never_alone_ill = indicator == Indicator.T7 and inspection.state == State.ILL
            state = State.SUB if is_never_alone_ill else State(inspection.state)
            yield Finding(Indicator(indicator), state, f"{inspection.value} · {inspection.on}")
        yield from (rules.nobody_measured(one) for one in indicators if one not in found)

    def open_defects(self, key: Key, indicator: Indicator) -> Finding:
        """A county that never wrote down a defect has no register to go by."""
        if not self.has_register:
            return rules.nobody_measured(indicator)
        return rules.judge_defects(indicator, self.defects[key], self.on)

    def unbalance(self, area: TransformerArea) -> Finding:
        worst, days, _customers, coverage = self.windows.get(("area", area.pk), NOTHING)[8:]
        limit = rules.borne(area.vector_group, self.table)
        return rules.judge_unbalance(Unbalance(worst, days, limit, coverage), self.table)

    def transfer(self, line: Feeder) -> Finding:
        """Whether others could carry the line if its source were gone, where its cell must bear that."""
        is_demanded = self.demands[line.cell_id] in self.table.transfer["demanded"]
        held = self.windows.get(("feeder", line.pk), NOTHING)[0]
        return rules.judge_transfer(is_demanded, self.shortfalls[line.pk], held, self.table)


SHARES = {"ILL": "ill_share", "SUB": "sub_share", "UNKNOWN": "unknown_share"}
OF_A_STATE = "Share of the customers on what is in this state."
NOTHING = (Decimal(0), Decimal(0), 0, 0, Decimal(0), Decimal(1), 0, Decimal(0), Decimal(0), 0, 0, Decimal(0))


def _key(row: Any) -> Key:
    return ("feeder", row.feeder_id) if row.feeder_id else ("area", row.area_id)


def verdicts(table: Table, *, on: date) -> list[Verdict]:
    """Areas first, lines on top of them, cells on top of both."""
    lines = {line.pk: line for line in Feeder.objects.defer("geometry")}
    facts = Facts(table, on, lines.values())
    areas = {area.pk: area for area in TransformerArea.objects.defer("geometry")}
    of_areas = {pk: _area(facts, area) for pk, area in areas.items()}
    below: dict[int, list[TransformerArea]] = defaultdict(list)
    for area in areas.values():
        below[area.feeder_id].append(area)
    of_lines = {pk: _line(facts, line, below[pk], of_areas) for pk, line in lines.items()}
    cells = _cells(facts, lines, below, of_lines, of_areas)
    return [*of_areas.values(), *of_lines.values(), *cells]


def _area(facts: Facts, area: TransformerArea) -> Verdict:
    key = ("area", area.pk)
    found = [
        *facts.findings(key, Indicator.T1, Indicator.T2),
        *facts.seen(key, Indicator.T5, Indicator.T7),
        facts.unbalance(area),
        rules.judge_interruptions(Indicator.T4, facts.interruptions[key], facts.on, facts.table),
        facts.open_defects(key, Indicator.T6),
    ]
    return _verdict(key, found, facts.table, facts.customers(key))


def _line(facts: Facts, line: Feeder, areas: Sequence[TransformerArea], of_areas: dict[int, Verdict]) -> Verdict:
    key, share = ("feeder", line.pk), _by_capacity(areas, of_areas)
    load, voltage = facts.findings(key, Indicator.F1, Indicator.F2)
    found = [
        load,
        rules.without_solution(voltage) if line.pk in facts.unsolved else voltage,
        *facts.seen(key, Indicator.F5),
        rules.judge_interruptions(Indicator.F3, facts.interruptions[key], facts.on, facts.table),
        facts.transfer(line),
        facts.open_defects(key, Indicator.F6),
        rules.judge_ill_areas(share[State.ILL], 1 - share[State.UNKNOWN], facts.table),
    ]
    return _verdict(key, found, facts.table, sum(of_areas[area.pk].customers for area in areas))


def _by_capacity(areas: Sequence[TransformerArea], of_areas: Mapping[int, Verdict]) -> dict[State, Decimal]:
    """The share of the capacity of these areas that is in each state; of none nothing."""
    kva = dict.fromkeys(State, Decimal(0))
    for area in areas:
        kva[of_areas[area.pk].state] += area.rated_kva
    whole = sum(kva.values()) or Decimal(1)
    return {state: part / whole for state, part in kva.items()}


def _verdict(key: Key, found: Sequence[Finding], table: Table, customers: int) -> Verdict:
    outcome = rules.verdict(found, table)
    return Verdict(key, outcome.state, _told(outcome.causes, table), _told(outcome.unmeasured, table), customers)


def _told(found: Iterable[Finding], table: Table) -> list[dict[str, Any]]:
    return [{**asdict(one), "source": table.sources[one.indicator]} for one in found]


def _cells(facts: Facts, lines: Any, below: Any, of_lines: Any, of_areas: Any) -> Iterator[Verdict]:
    table, held = facts.table, held_by_mains(facts.table, up_to=facts.on)
    parts: dict[int, list[Part]] = defaultdict(list)
    mains: dict[int, set[int]] = defaultdict(set)
    for line in lines.values():
        told = of_lines[line.pk]
        parts[line.cell_id].append(Part("feeder", told.state, told.customers, line.pk))
        mains[line.cell_id].add(line.main_transformer_id)
        for area in below[line.pk]:
            part = of_areas[area.pk]
            parts[line.cell_id].append(Part("area", part.state, part.customers, line.pk))
    for pk in facts.demands:
        yield _cell(table, pk, parts[pk], judge_main([held[main] for main in mains[pk]], table))


def _cell(table: Table, pk: int, parts: Sequence[Part], main: Finding) -> Verdict:
    state, shares = judge_cell(parts, main.state, table)
    causes = [
        Finding(Indicator.C1, State(of), f"{share:.1%}", f"{table.cell[SHARES[of]]:.0%}", why=OF_A_STATE)
        for of, share in shares.items()
        if share >= table.cell[SHARES[of]] or (share and of == State.ILL)
    ]
    if main.state != State.HEALTHY:
        causes.append(main)
    customers = sum(part.customers for part in parts if part.kind == "feeder")
    return Verdict(("cell", pk), state, _told(causes, table), [], customers)
