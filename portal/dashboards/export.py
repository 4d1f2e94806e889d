"""Figures and rows for a spreadsheet: CSV and XLSX, with the definitions, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from portal.dashboards.definitions import DEFINITIONS
from portal.dashboards.dimensions import TOWN_NAMES

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Table = Sequence[Sequence[Any]]


def safe(value: Any) -> Any:
    """As it stands in a cell: text that a spreadsheet would take for a formula is marked as text."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if value is None or isinstance(value, bool | int | float | date):
        return "" if value is None else value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RUNS) or text.startswith(RUNS) else text


def written(kind: str, sheets: dict[str, Table]) -> bytes:
    """One file: in CSV the tables stand under one another, each under its name."""
    return _xlsx(sheets) if kind == "xlsx" else _csv(sheets)


def _csv(sheets: dict[str, Table]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for n, (name, rows) in enumerate(sheets.items()):
        writer.writerows([[], [safe(name)]] if n else [[safe(name)]])
        writer.writerows([safe(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(sheets: dict[str, Table]) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name[:31])
        for row in rows:
            sheet.append([safe(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NOW = ("cases", "overdue", "today", "at_risk", "likely")
DONE = ("cases", "on_time", "every_stage", "median", "p90", "company", "government", "customer", "mean_score")
STEP = ("cases", "kept", "promise", "median", "p90")


def of_summary(found: dict[str, Any], dimension: Any, *, by: Any) -> dict[str, Table]:
    """The figures of the page. Officers stand by their sign-in, not by name."""
    words = {key: str(word) for key, word, _text in DEFINITIONS}
    done_by, done = found["finished_dimension"], [_("With power"), *(words[name] for name in DONE[1:])]
    steps = [_("Step"), _("Cases"), _("On time"), _("Promise"), words["median"], words["p90"]]
    return {
        _("Under way"): _table(
            [str(dimension.label), *(words[name] for name in NOW)],
            [(_word(row, dimension), row) for row in found["now_by"]], NOW,
        ),
        _("With power"): _table(
            [str(done_by.label), *done], [(_word(row, done_by), row) for row in found["finished_by"]], DONE
        ),
        _("Month by month"): _table(
            [_("Month"), _("Arrived"), *done], [(row["month"], row) for row in found["months"]], ("arrivals", *DONE)
        ),
        _("Each step"): _table(steps, [(str(row["word"]), row) for row in found["steps"]], STEP),
        _("Definitions"): _about(by, found["at"]),
    }  # fmt: skip


def _table(head: list[str], rows: Iterable[tuple[Any, dict[str, Any]]], names: Sequence[str]) -> Table:
    """The headings, and of each row what it is called and its figures."""
    return [head, *([called, *(_rounded(row[name]) for name in names)] for called, row in rows)]


def _word(row: dict[str, Any], dimension: Any) -> str:
    if dimension.name == "officer":
        return f"{row['key'] or ''}"
    return str(row["word"])


def _rounded(value: Any) -> Any:
    return round(float(value), 2) if isinstance(value, float) or hasattr(value, "as_tuple") else value


HEAD = (
    "number", "stage", "supply_class", "township", "turn", "arrived_at", "due_at", "ended_at", "late_steps",
    "company_days", "government_days", "customer_days",
)  # fmt: skip


def of_cases(rows: Iterable[Any], *, by: Any, at: datetime, reason: str) -> dict[str, Table]:
    """Rows without any person; the last sheet says who took them, when and what for."""
    table = [
        [
            row.application.number, str(row.application.get_stage_display()), str(row.get_supply_class_display()),
            TOWN_NAMES.get(row.town_code, row.town_code), str(row.get_turn_display()), row.arrived_at, row.due_at,
            row.ended_at, row.late_steps, row.company_days, row.government_days, row.customer_days,
        ]
        for row in rows
    ]  # fmt: skip
    return {_("Cases"): [HEAD, *table], _("Definitions"): _about(by, at, reason)}


def _about(by: Any, at: datetime, reason: str = "") -> Table:
    """The watermark and the definitions."""
    taken = [[_("Taken out by"), by.username], [_("Taken at"), at]]
    why = [[_("Reason"), reason]] if reason else []
    return [*taken, *why, [], *([str(word), str(text)] for _key, word, text in DEFINITIONS)]
