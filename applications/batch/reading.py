"""A file of rows read: CSV in whichever of the usual encodings, or XLSX. Nothing in it is run or believed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 10_000
LONGEST_CELL = 300
EXACT = 10**15
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

TOO_LARGE = _("The file is larger than 10 MB. Split it into several.")
EMPTY = _("There is nothing in the file. Fill in the template and choose it again.")
NOT_READ = _("We cannot read this file. Save it as XLSX or CSV and choose it again.")
IS_OLD_EXCEL = _("This is an old Excel file (.xls). Save it as .xlsx and choose it again.")
TOO_MANY = _("The file has more than 10,000 rows. Split it into several.")


class NotRead(ValueError):
    """The file cannot be read; its argument is a sentence for whoever handed it in."""


def read(content: bytes) -> list[list[str]]:
    """Every line that is not empty, the heading first, each cell as text."""
    if len(content) > MOST_BYTES:
        raise NotRead(TOO_LARGE)
    if content.startswith(OLD_EXCEL):
        raise NotRead(IS_OLD_EXCEL)
    lines = _from_xlsx(content) if content.startswith(ZIP) else _from_csv(content)
    rows = [row for row in islice(lines, MOST_ROWS * 2) if any(row)]
    if len(rows) < 2:
        raise NotRead(EMPTY)
    if len(rows) > MOST_ROWS + 1:
        raise NotRead(TOO_MANY)
    return rows


def _from_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    heading = text.partition("\n")[0]
    between = max((",", ";", "\t"), key=heading.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=between):
            yield [_plain(cell) for cell in row]
    except csv.Error:
        raise NotRead(NOT_READ) from None


def _decoded(content: bytes) -> str:
    """UTF-8 if it is, else what spreadsheets on Chinese computers write: GBK with its larger sets."""
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "")
    for encoding in filter(None, (marked, "utf-8", "gb18030")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotRead(NOT_READ)


def _from_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotRead(TOO_LARGE)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_plain(cell) for cell in row]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise error if isinstance(error, NotRead) else NotRead(NOT_READ) from None


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | float) and abs(cell) >= EXACT:
        return f"{cell:.4e}"  # a spreadsheet keeps fifteen digits of a number; the rest is made up
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()[:LONGEST_CELL]


def escaped(cell: str) -> str:
    """So that no spreadsheet takes what somebody typed for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([escaped(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heading: list[str], hints: list[str], text_column: int) -> bytes:
    """An empty file to fill in: the long numbers as text, and a second sheet that explains each column."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(heading)
    for line in range(2, 502):
        sheet.cell(line, text_column).number_format = "@"
    for place, name in enumerate(heading, 1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = max(12, len(name) * 2 + 4)
    told: Any = book.create_sheet("说明")
    for pair in zip(heading, hints, strict=True):
        told.append(pair)
    told.column_dimensions["B"].width = 80
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
