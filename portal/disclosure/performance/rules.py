"""The shape of what is told: sections of rows of figures, each with its definition and its count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

FEWEST = 5
"""Of fewer than so many nothing is told: it would say more about a person than about us."""

DECIMALS = {"workdays": 0, "days": 1, "minutes": 1, "hours": 2, "times": 2, "of 5": 1, "contacts": 1}
SHARES = {"share": 1, "availability": 4}


@dataclass(frozen=True)
class Column:
    """One measure of a section: `unit` is a key of DECIMALS or SHARES, or "points"."""

    key: str
    label: Any
    unit: str
    says: Any = ""


@dataclass(frozen=True)
class Row:
    """One subject, how many it counts, and its values by column; None: nothing is known, or too little to tell."""

    key: str
    label: Any
    count: int
    values: Mapping[str, float | None]
    says: Any = ""
    unit: str = ""

    @property
    def is_few(self) -> bool:
        return self.count < FEWEST


@dataclass(frozen=True)
class Section:
    """One table. `counted` names what the counts count; `is_counted`: whether few are hidden."""

    key: str
    title: Any
    says: Any
    counted: Any
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_folded: bool = False
    is_counted: bool = True

    @property
    def is_empty(self) -> bool:
        return not any(row.count for row in self.rows)


def fair(section: Section) -> Section:
    """Without the values of what counts too few."""
    if not section.is_counted:
        return section
    none = {column.key: None for column in section.columns}
    rows = tuple(replace(row, values=none) if row.is_few else row for row in section.rows)
    return replace(section, rows=rows)


def rounded(value: float | None, unit: str) -> float | None:
    """As it is published: no digit that means nothing."""
    if value is None:
        return None
    places = SHARES[unit] + 2 if unit in SHARES else DECIMALS.get(unit, 0)
    return round(float(value), places) if places else round(float(value))


def flat(sections: Iterable[Section]) -> Iterator[tuple[Section, Row, Column, float | None]]:
    """Every figure by itself, as it stands in the table to download."""
    for section in sections:
        for row in section.rows:
            for column in section.columns:
                yield section, row, column, rounded(row.values.get(column.key), row.unit or column.unit)
