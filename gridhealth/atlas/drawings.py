"""Curves as drawings: points of values in, points of a drawing out. The page draws them without any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 62, 34, 26, 30  # room for the words, which a phone shows larger


@dataclass(frozen=True)
class Curve:
    """One line of a drawing, as the `points` of an SVG polyline; `kind` is its class."""

    label: str
    kind: str
    points: str


@dataclass(frozen=True)
class Mark:
    """A line across, or a stroke on an axis, with its words."""

    at: float
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs: curves, marks of both axes, limits across."""

    curves: Sequence[Curve]
    across: Sequence[Mark]
    down: Sequence[Mark]
    limits: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    top: int = TOP


Series = tuple[str, str, Sequence[tuple[float, float]]]


def draw(
    series: Sequence[Series], *, limits: Sequence[tuple[float, str]] = (), x_words: Sequence[tuple[float, str]] = (),
    y_format: str = "{:.0%}", least: float | None = None, most: float | None = None,
) -> Drawing | None:  # fmt: skip
    """Scale every series into one picture. None when there is nothing to draw."""
    points = [point for _label, _kind, told in series for point in told]
    if not points:
        return None
    xs = [x for x, _y in points] + [x for x, _words in x_words]
    ys = [y for _x, y in points] + [y for y, _words in limits]
    x_from, x_to = min(xs), max(xs)
    steps = _steps(min(ys) if least is None else min(least, *ys), max(ys) if most is None else max(most, *ys))
    y_from, y_to = steps[0], steps[-1]

    def across(x: float) -> float:
        return round(LEFT + (x - x_from) / ((x_to - x_from) or 1) * (WIDTH - LEFT - RIGHT), 1)

    def down(y: float) -> float:
        return round(HEIGHT - BOTTOM - (y - y_from) / ((y_to - y_from) or 1) * (HEIGHT - TOP - BOTTOM), 1)

    curves = [Curve(label, kind, " ".join(f"{across(x)},{down(y)}" for x, y in told)) for label, kind, told in series]
    return Drawing(
        curves=curves, across=[Mark(across(x), words) for x, words in x_words],
        down=[Mark(down(y), y_format.format(y)) for y in steps],
        limits=[Mark(down(y), words) for y, words in limits if y_from <= y <= y_to],
    )  # fmt: skip


def _steps(least: float, most: float) -> list[float]:
    """Round numbers from below the least to above the most, four or five of them."""
    width = (most - least) or abs(most) or 1.0
    whole = 10 ** floor(log10(width / 4))
    step = next(whole * n for n in (1, 2, 2.5, 5, 10) if width / (whole * n) <= 5)
    first = floor(least / step + 1e-9)
    return [n * step for n in range(first, ceil(most / step - 1e-9) + 1)]
