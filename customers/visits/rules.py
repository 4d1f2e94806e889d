"""When a visit counts, which period a day lies in, and what the figures of a period are: values in, a value out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customers.choices import Score, VisitKind
from customers.visits.choices import PERIOD_MONTHS, Part


def missing(kind: str, attended: Collection[str]) -> list[Part]:
    """The roles without whom a joint visit is not complete; other visits need nobody in particular."""
    return [part for part in Part if part not in attended] if kind == VisitKind.TRIPARTITE else []


def is_complete(kind: str, attended: Collection[str]) -> bool:
    return not missing(kind, attended)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    first: date
    last: date


def period_of(day: date) -> Period:
    """The quarter a day lies in."""
    month = (day.month - 1) // PERIOD_MONTHS * PERIOD_MONTHS + 1
    after = date(day.year + (month + PERIOD_MONTHS > 12), (month + PERIOD_MONTHS - 1) % 12 + 1, 1)
    return Period(date(day.year, month, 1), date.fromordinal(after.toordinal() - 1))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of one: `share` is None where there is nobody to visit, `content` where nobody has said a word."""

    due: int
    visited: int
    share: Decimal | None
    content: Decimal | None


def coverage(last_visits: Mapping[int, date | None], scores: Iterable[int], period: Period) -> Coverage:
    """Of the important customers, how many had a complete visit in the period; of those who said a word, how many
    are content (good or very good)."""
    visited = sum(day is not None and period.first <= day <= period.last for day in last_visits.values())
    said = list(scores)
    return Coverage(
        due=len(last_visits), visited=visited, share=_share(visited, len(last_visits)),
        content=_share(sum(score >= Score.GOOD for score in said), len(said)),
    )  # fmt: skip


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.001")) if whole else None
