"""The days off that the law itself fixes, for years whose official notice is not out yet. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from lunardate import LunarDate

# Years of Pure Brightness: day in April, by the usual approximation for 2000 to 2099.
QINGMING_SHARE, QINGMING_BASE = 0.2422, 4.81


def statutory_days(year: int) -> dict[date, tuple[bool, str]]:
    """Days off of `year` by law, by name. Made-up days and shifted weekends are unknown until the notice."""
    spring = _solar(year, 1, 1)
    named = {
        "New Year": [date(year, 1, 1)],
        "Spring Festival": [spring + timedelta(days=n) for n in range(-1, 3)],
        "Qingming Festival": [date(year, 4, _qingming(year))],
        "Labour Day": [date(year, 5, 1), date(year, 5, 2)],
        "Dragon Boat Festival": [_solar(year, 5, 5)],
        "Mid-Autumn Festival": [_solar(year, 8, 15)],
        "National Day": [date(year, 10, n) for n in (1, 2, 3)],
    }
    return {day: (False, name) for name, days in named.items() for day in days}


def _solar(year: int, month: int, day: int) -> date:
    return LunarDate(year, month, day).to_solar_date()


def _qingming(year: int) -> int:
    two_digits = year % 100
    return int(two_digits * QINGMING_SHARE + QINGMING_BASE) - two_digits // 4
