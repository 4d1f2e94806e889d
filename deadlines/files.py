"""Read a published calendar year from a file, and doubt what it says. Writes nothing.

Two formats are understood. CSV, one day a line, only days that differ from Monday to Friday:

    2027-01-01,off,New Year's Day
    2027-02-14,workday,Spring Festival

and JSON as the public holiday lists have it:

    {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from deadlines.statutory import NAMES, holidays_by_law

LoadedDays = Mapping[date, tuple[bool, str]]
WORDS = {"workday": True, "off": False}
CHINESE = {
    "元旦": NAMES[0], "春节": NAMES[1], "清明": NAMES[2], "清明节": NAMES[2], "劳动节": NAMES[3], "端午": NAMES[4],
    "端午节": NAMES[4], "中秋": NAMES[5], "中秋节": NAMES[5], "国庆": NAMES[6], "国庆节": NAMES[6],
}  # fmt: skip
BIGGEST = 100_000  # bytes; a year has a few dozen lines
LAW_SINCE = 2025  # before it the rules on public holidays had fewer days


class UnreadableCalendar(ValueError):
    """The file is not a calendar year; the sentence says why."""


def read_year(path: Path) -> tuple[int, dict[date, tuple[bool, str]]]:
    """The year and its days. Raises UnreadableCalendar."""
    try:
        if path.stat().st_size > BIGGEST:
            raise UnreadableCalendar(_("The file is far too large for one year."))
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableCalendar(_("The file cannot be read: %(why)s.") % {"why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise UnreadableCalendar(_("The file is not text in UTF-8.")) from error
    days = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text.splitlines())
    if not days:
        raise UnreadableCalendar(_("There is no day in the file."))
    return max(days).year, days


def _from_csv(lines: Iterable[str]) -> dict[date, tuple[bool, str]]:
    days: dict[date, tuple[bool, str]] = {}
    for number, line in enumerate(csv.reader(lines), 1):
        if not line or line[0].startswith("#"):
            continue
        try:
            _add(days, line[0].strip(), WORDS[line[1].strip()], line[2].strip())
        except (ValueError, KeyError, IndexError) as error:
            example = "2027-01-01,off,New Year's Day"
            raise UnreadableCalendar(
                _("Line %(number)d is not understood. Write it like this: %(example)s")
                % {"number": number, "example": example}
            ) from error
    return days


def _from_json(text: str) -> dict[date, tuple[bool, str]]:
    days: dict[date, tuple[bool, str]] = {}
    try:
        for day in json.loads(text)["days"]:
            _add(days, day["date"], not day["isOffDay"], day["name"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableCalendar(
            _("The list of days is not understood: each needs a date, a name and isOffDay.")
        ) from error
    return days


def _add(days: dict[date, tuple[bool, str]], day: str, works: bool, name: str) -> None:
    when = date.fromisoformat(day)
    if when in days:
        raise ValueError(f"{day} is there twice")
    name = CHINESE.get(name, name)[:50]
    days[when] = (works, f"for {name}" if works and name else name)


def why_implausible(year: int, days: LoadedDays) -> str:
    """A sentence when `days` cannot be the official calendar of `year`; empty when they can."""
    for day in sorted(days):
        if day.year != year and (day.year, day.month, day.day > 24) != (year - 1, 12, True):
            return _("%(day)s is not in %(year)d.") % {"day": day, "year": year}
    for day, name in holidays_by_law(year) if year >= LAW_SINCE else ():
        if days[day][0] if day in days else day.weekday() < 5:
            return _("%(day)s is a public holiday by law (%(name)s) but not off in the file.") % {
                "day": day, "name": _(name),
            }  # fmt: skip
    return ""


def shipped_years() -> dict[int, dict[date, tuple[bool, str]]]:
    """The official years as the locked package `chinesecalendar` has them."""
    from chinese_calendar.constants import holidays, workdays

    years: dict[int, dict[date, tuple[bool, str]]] = {}
    for day, name in sorted(holidays.items()):
        years.setdefault(day.year, {})[day] = (False, name)
    for day, name in sorted(workdays.items()):
        years.setdefault(day.year, {})[day] = (True, f"for {name}")
    return years
