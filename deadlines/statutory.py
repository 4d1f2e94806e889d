"""The days off that the law itself fixes, for years whose official notice is not out yet. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from lunardate import LunarDate

DAY = timedelta(days=1)
NAMES = (
    "New Year's Day", "Spring Festival", "Tomb-sweeping Day", "Labour Day", "Dragon Boat Festival",
    "Mid-autumn Festival", "National Day",
)  # fmt: skip


def statutory_days(year: int) -> dict[date, tuple[bool, str]]:
    """Days off of `year` by law, by name, and those made up for: a holiday on a weekend moves to the next workday.

    The weekends worked in exchange are the notice's alone; nobody can know them before.
    """
    off: dict[date, tuple[bool, str]] = {}
    lost: list[tuple[date, str]] = []
    for day, name in sorted(holidays_by_law(year)):
        if day.weekday() > 4 or day in off:
            lost.append((day, name))
        off.setdefault(day, (False, f"expected {name}"))
    for day, name in lost:
        while day.weekday() > 4 or day in off:
            day += DAY
        off[day] = (False, f"lieu {name}")
    return off


def holidays_by_law(year: int) -> list[tuple[date, str]]:
    """The thirteen days of the rules on public holidays, as they have stood since 2025."""
    dates = {
        "New Year's Day": [date(year, 1, 1)],
        "Spring Festival": [day + DAY * n for day in _lunar(year, 1, 1) for n in range(-1, 3)],
        "Tomb-sweeping Day": [date(year, 4, _qingming(year))],
        "Labour Day": [date(year, 5, 1), date(year, 5, 2)],
        "Dragon Boat Festival": _lunar(year, 5, 5),
        "Mid-autumn Festival": _lunar(year, 8, 15),
        "National Day": [date(year, 10, n) for n in (1, 2, 3)],
    }
    return [(day, name) for name, days in dates.items() for day in days]


def _lunar(year: int, month: int, day: int) -> list[date]:
    """The day in our calendar; nothing beyond the tables of the moon, which end in 2099."""
    try:
        return [LunarDate(year, month, day).to_solar_date()]
    except ValueError:
        return []


def _qingming(year: int) -> int:
    """Day in April, by the usual approximation for 2000 to 2099; the leap day that 2100 lacks puts it off by one."""
    passed = year - 2000
    return (passed * 2422 + 48100) // 10000 - passed // 4 + (1 if year > 2100 else 0)
