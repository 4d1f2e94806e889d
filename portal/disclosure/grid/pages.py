"""The grid's pages: the county by cell, each cell with its lines and what is short in it, and how it is judged."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from gridhealth import published
from gridhealth.health.choices import State
from gridhealth.models import GridCell
from portal.disclosure.frame import pages
from portal.disclosure.grid.method import method
from portal.disclosure.grid.promises import last_period
from portal.disclosure.topics import Sheet

HOME, METHOD = "/public/grid/", "/public/grid/method/"
TURNS = {State.HEALTHY: "COMPANY", State.SUB: "CUSTOMER", State.ILL: "ILL", State.UNKNOWN: "CLOSED"}


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    codes = dict(GridCell.objects.order_by("code").values_list("name", "code"))
    read = reader(at)
    shown = {"cells": partial(cells, read, codes, localdate(at)), "totals": partial(totals, read)}
    yield from pages(HOME, "public/grid.html", at=at, kept=last_period(until=localdate(at)), **shown)
    for name, code in codes.items():
        yield from pages(f"{HOME}{code}/", "public/grid_cell.html", at=at, name=name, told=partial(cell, read, name))
    yield from pages(METHOD, "public/grid_method.html", at=at, **method(at))
    yield from data(read)


def reader(at: datetime) -> Callable[[], list[dict[str, Any]]]:
    """Everything published of the network, read once in each language: reasons are words."""
    read: dict[str, list[dict[str, Any]]] = {}

    def rows() -> list[dict[str, Any]]:
        language = str(get_language())
        if language not in read:
            found = published.everything(at=at, kinds=("cell", "feeder", "area"))
            read[language] = [row(one, localdate(at)) for one in found]
        return read[language]

    return rows


def row(one: published.Published, today: date) -> dict[str, Any]:
    return {
        "one": one, "turn": TURNS[one.state], "band": band(one.open_from_kva, one.open_to_kva),
        "is_late": one.relief_on is not None and one.relief_on < today, "is_full": bool(one.full_because),
        "reasons": [*one.reasons, *([one.full_because] if one.full_because else [])],
    }  # fmt: skip


def band(least: Decimal | None, most: Decimal | None) -> str:
    """80–200 kVA; 2000 kVA and more with an open end."""
    if least is None:
        return ""
    shown = f"≥ {least:f}" if most is None else f"{least:f}–{most:f}"
    return f"{shown}\u00a0{_('kVA')}"


def cells(read: Callable[[], list[dict[str, Any]]], codes: dict[str, str], today: date) -> list[dict[str, Any]]:
    """One line a cell: its own state, how many of its lines and areas are short, and the next day named in it."""
    short: dict[str, Counter[str]] = defaultdict(Counter)
    better: dict[str, date] = {}
    for one in (found["one"] for found in read()):
        if one.kind != "cell" and one.is_constrained:
            short[one.cell][one.kind] += 1
        if one.relief_on:
            better[one.cell] = min(one.relief_on, better.get(one.cell, one.relief_on))
    late = {cell for cell, on in better.items() if on < today}
    return [
        {**one, "url": f"{HOME}{codes[one['one'].name]}/", "is_late": one["one"].name in late,
         "lines": short[one["one"].name]["feeder"], "areas": short[one["one"].name]["area"],
         "better_on": better.get(one["one"].name)}
        for one in read() if one["one"].kind == "cell" and one["one"].name in codes
    ]  # fmt: skip


def totals(read: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Of each kind, how many are in which state."""
    found = Counter((one["one"].kind, one["one"].state) for one in read())
    kinds = [kind for kind in ("cell", "feeder", "area") if any(of == kind for of, _state in found)]
    return [{"kind": kind, "counts": [(state.label, found[kind, state]) for state in State]} for kind in kinds]


def cell(read: Callable[[], list[dict[str, Any]]], name: str) -> dict[str, Any]:
    """Every line of a cell, and those of its transformer areas that are short."""
    rows = [one for one in read() if one["one"].cell == name]
    return {
        "cell": next((one for one in rows if one["one"].kind == "cell"), None),
        "lines": [one for one in rows if one["one"].kind == "feeder"],
        "areas": by_state(one for one in rows if one["one"].kind == "area" and one["one"].is_constrained),
        "others": sum(one["one"].kind == "area" and not one["one"].is_constrained for one in rows),
    }  # fmt: skip


def by_state(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The gravest first; what is healthy and yet has nothing free comes last."""
    found: dict[State, list[dict[str, Any]]] = defaultdict(list)
    for one in rows:
        found[one["one"].state].append(one)
    order = (State.ILL, State.SUB, State.UNKNOWN, State.HEALTHY)
    return [{"state": state, "turn": TURNS[state], "is_healthy": state == State.HEALTHY, "rows": found[state]}
            for state in order if found[state]]  # fmt: skip


def data(read: Callable[[], list[dict[str, Any]]]) -> Iterator[Sheet]:
    """The same rows for programs, in the words of the county."""
    with override("zh-hans"):
        rows = [_plain(one["one"]) for one in read()]
    yield Sheet("/public/grid.json", "", json.dumps({"rows": rows}, ensure_ascii=False).encode())
    out = io.StringIO()
    writer = csv.DictWriter(out, _NAMES, lineterminator="\r\n")
    writer.writeheader()
    for one in rows:
        writer.writerow({**one, "reasons": "、".join(one["reasons"])})
    yield Sheet("/public/grid.csv", "", ("\ufeff" + out.getvalue()).encode())


_NAMES = (
    "kind", "name", "cell", "state", "reasons", "open_from_kva", "open_to_kva", "full_because", "relief_on",
    "assessed_on",
)  # fmt: skip


def _plain(one: published.Published) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in _NAMES}
    told |= {"state": str(one.state), "reasons": list(one.reasons)}
    return {name: str(value) if value is not None and name.endswith(("_on", "kva")) else value
            for name, value in told.items()}  # fmt: skip
