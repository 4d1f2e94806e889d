"""The route as a drawing of its own: no map service, no script, north up, with a bar to read lengths by. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, log10, radians
from typing import Any, NamedTuple

WIDTH, HEIGHT, EDGE = 640, 320, 36
METRES_A_DEGREE = 111_320.0


class Drawing(NamedTuple):
    """Points in the drawing's own units, its ends, and the bar: how long it is drawn and what it stands for."""

    width: int
    height: int
    points: str
    first: tuple[float, float]
    last: tuple[float, float]
    bar_px: float
    bar_m: int


def draw(route: Sequence[Sequence[Any]] | None) -> Drawing | None:
    """None when there is no line to draw."""
    if not route or len(route) < 2:
        return None
    spots = [(float(lon), float(lat)) for lon, lat, *_height in route]
    metres = METRES_A_DEGREE * cos(radians(spots[0][1]))
    plane = [(lon * metres, lat * METRES_A_DEGREE) for lon, lat in spots]
    west, north = min(x for x, _y in plane), max(y for _x, y in plane)
    wide, high = max(x for x, _y in plane) - west, north - min(y for _x, y in plane)
    scale = min((WIDTH - 2 * EDGE) / max(wide, 1.0), (HEIGHT - 2 * EDGE - 20) / max(high, 1.0))
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - 20 - high * scale) / 2
    drawn = [(round(left + (x - west) * scale, 1), round(top + (north - y) * scale, 1)) for x, y in plane]
    bar_m = _round_length(WIDTH / 4 / scale)
    points = " ".join(f"{x},{y}" for x, y in drawn)
    return Drawing(WIDTH, HEIGHT, points, drawn[0], drawn[-1], round(bar_m * scale, 1), bar_m)


def _round_length(longest_m: float) -> int:
    """1, 2 or 5 times a power of ten, at most `longest_m`."""
    power = 10 ** int(log10(max(longest_m, 1.0)))
    return next((n * power for n in (5, 2, 1) if n * power <= longest_m), 1)
