"""Figures in words for the page, and in columns for programs; both languages from one reading."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import override

from portal.dashboards.periods import Period
from portal.disclosure.performance.rules import SHARES, Row, Section, flat, rounded
from portal.disclosure.performance.words import UNITS
from portal.disclosure.topics import LANGUAGES
from portal.templatetags.portal import number, workdays

FIELDS = (
    "from", "until", "section", "subject", "subject_zh", "subject_en", "measure", "measure_zh", "measure_en", "value",
    "unit", "count", "definition_zh", "definition_en",
)  # fmt: skip
TOO_FEW = "<5"


def tables(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """For the template, in the language of its page; of the long lists only what is told."""
    return [
        {"section": one, "rows": [_row(one, row) for row in one.rows if not (one.is_folded and row.is_few)]}
        for one in sections
    ]


def _row(section: Section, row: Row) -> dict[str, Any]:
    cells = [
        {"label": one.label, "text": text(row.values.get(one.key), row.unit or one.unit)} for one in section.columns
    ]
    return {"row": row, "cells": cells, "is_few": section.is_counted and row.is_few}


def text(value: float | None, unit: str) -> str:
    """7; 3.4 minutes; 99.8 %. A dash where nothing is told."""
    told = rounded(value, unit)
    if told is None:
        return "–"
    if unit in SHARES:
        return f"{number(told * 100, 0 if told in (0, 1) else SHARES[unit])}%"
    if unit == "workdays":
        return workdays(int(told))
    return f"{number(told)} {UNITS[unit]}".strip()


def both(words: Any) -> dict[str, str]:
    told = {}
    for name, language in LANGUAGES.items():
        with override(language):
            told[name] = str(words)
    return told


def table(sections: Iterable[Section], period: Period) -> bytes:
    """One line a figure."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for section, row, column, value in flat(sections):
        subject, measure, says = both(row.label), both(column.label), both(row.says or section.says)
        writer.writerow([
            period.first, period.last, section.key, row.key, subject["zh"], subject["en"], column.key, measure["zh"],
            measure["en"], "" if value is None else value, row.unit or column.unit, count_of(section, row), says["zh"],
            says["en"],
        ])  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def document(sections: Iterable[Section], period: Period, *, at: datetime) -> bytes:
    told = {
        "from": str(period.first), "until": str(period.last), "as_of": at.isoformat(),
        "sections": [_section(one) for one in sections],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def _section(one: Section) -> dict[str, Any]:
    rows = [
        {"subject": row.key, "label": both(row.label), "count": count_of(one, row),
         **({"definition": both(row.says)} if row.says else {}),
         "values": {column.key: {"value": rounded(row.values.get(column.key), row.unit or column.unit),
                                 "unit": row.unit or column.unit} for column in one.columns}}
        for row in one.rows
    ]  # fmt: skip
    columns = {column.key: both(column.label) for column in one.columns}
    return {"key": one.key, "title": both(one.title), "definition": both(one.says), "counted": both(one.counted),
            "measures": columns, "rows": rows}  # fmt: skip


def count_of(section: Section, row: Row) -> int | str:
    return TOO_FEW if section.is_counted and row.count > 0 and row.is_few else row.count
