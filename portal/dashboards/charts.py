"""Charts as values that a template draws as SVG: positions in view-box units, words and numbers beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 28
ROW, GAP = 20, 8
LABEL = 150


@dataclass(frozen=True)
class Bar:
    """A rectangle; `series` numbers its colour and pattern, `says` is its own tooltip."""

    x: float
    y: float
    width: float
    height: float
    series: int
    says: str


@dataclass(frozen=True)
class Mark:
    """A word at a place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Everything the template needs. `table` tells the same in rows: first the headings."""

    key: str
    title: Any
    says: Any
    series: Sequence[Any]
    table: Sequence[Sequence[Any]]
    height: int = HEIGHT
    bars: Sequence[Bar] = ()
    marks: Sequence[Mark] = ()
    levels: Sequence[Mark] = ()
    line: str = ""
    dots: Sequence[Mark] = ()
    width: int = WIDTH
    left: int = LEFT
    right: int = field(default=WIDTH - RIGHT)

    @property
    def head(self) -> Sequence[Any]:
        return self.table[0]

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        return self.table[1:]

    @property
    def is_empty(self) -> bool:
        return not self.bars and not self.dots


def top_of(most: float) -> int:
    """A round number that nothing exceeds, with four steps below it."""
    for size in (4, 8, 20, 40, 80, 120, 200, 400, 800):
        if most <= size:
            return size
    unit = 10 ** (len(str(int(most))) - 1)
    return int(-(-most // unit) * unit)


def _place(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)


def _levels(top: int, unit: str = "") -> list[Mark]:
    return [Mark(LEFT - 6, _place(top * n / 4, top), f"{top * n // 4}{unit}") for n in range(5)]


def columns(key: str, title: Any, says: Any, names: Sequence[Any], rows: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Groups of upright bars: one group a row, one bar a series."""
    top = top_of(max((value for _word, values in rows for value in values), default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    wide = slot * 0.7 / max(len(names), 1)
    bars, marks = [], []
    for n, (word, values) in enumerate(rows):
        begin = LEFT + slot * n + slot * 0.15
        marks.append(Mark(round(LEFT + slot * (n + 0.5), 1), HEIGHT - 8, word))
        for series, value in enumerate(values):
            y = _place(value, top)
            said = f"{word}, {names[series]}: {value}"
            bars.append(Bar(round(begin + wide * series, 1), y, round(wide, 1), HEIGHT - BOTTOM - y, series, said))
    table = [["", *names], *([word, *values] for word, values in rows)]
    return Chart(key, title, says, names, table, bars=bars, marks=marks, levels=_levels(top))


def line(key: str, title: Any, says: Any, name: Any, rows: Sequence[tuple[str, float | None]]) -> Chart:
    """Shares of one as a line from 0 to 100 %; where nothing is known the line has a gap."""
    slot = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    path, dots, marks, is_begun = [], [], [], False
    for n, (word, value) in enumerate(rows):
        x = round(LEFT + slot * (n + 0.5), 1)
        marks.append(Mark(x, HEIGHT - 8, word))
        if value is None:
            is_begun = False
            continue
        y = _place(value, 1)
        path.append(f"{'L' if is_begun else 'M'}{x} {y}")
        dots.append(Mark(x, y, f"{word}: {value:.0%}"))
        is_begun = True
    table = [["", name], *([word, "–" if value is None else f"{value:.1%}"] for word, value in rows)]
    return Chart(key, title, says, [name], table, line=" ".join(path), dots=dots, marks=marks, levels=_levels(100, "%"))


def stacked(
    key: str, title: Any, says: Any, names: Sequence[Any], rows: Sequence[tuple[str, Sequence[float]]]
) -> Chart:
    """Lying bars, each made of parts: one bar a row, one part a series."""
    most = max((sum(values) for _word, values in rows), default=0) or 1
    bars, marks = [], []
    for n, (word, values) in enumerate(rows):
        y, x = TOP + n * (ROW + GAP), float(LABEL)
        marks.append(Mark(LABEL - 8, y + ROW * 0.72, word))
        for series, value in enumerate(values):
            wide = (WIDTH - LABEL - RIGHT) * value / most
            if wide >= 0.1:
                said = f"{word}, {names[series]}: {value:.1f}"
                bars.append(Bar(round(x, 1), y, round(wide, 1), ROW, series, said))
            x += wide
    table = [["", *names], *([word, *(f"{value:.1f}" for value in values)] for word, values in rows)]
    height = TOP + len(rows) * (ROW + GAP) + 4
    return Chart(key, title, says, names, table, height=height, bars=bars, marks=marks, left=LABEL)
