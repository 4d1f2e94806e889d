"""Decision tables: rows of data, and the one loop that reads them. A question that no row answers is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

Fact: TypeAlias = str | bool
Facts: TypeAlias = Mapping[str, Any]


class Silence(LookupError):
    """No row of a table fits: the table has a hole."""


@dataclass(frozen=True, init=False)
class Row:
    """When these facts hold, `then` is the answer, by this rule, in these words."""

    then: str
    rule: str
    say: str
    when: Mapping[str, Fact | tuple[Fact, ...]]

    def __init__(self, then: str, rule: str, say: str, **when: Fact | tuple[Fact, ...]) -> None:
        for name, value in {"then": then, "rule": rule, "say": say, "when": when}.items():
            object.__setattr__(self, name, value)

    def fits(self, facts: Facts) -> bool:
        """A fact nobody has established raises KeyError: a table never guesses."""
        return all(_holds(facts[name], wanted) for name, wanted in self.when.items())


@dataclass(frozen=True, init=False)
class Clock(Row):
    """A row that starts a clock of kind `then`; `limit` names its limits in the rule set."""

    owner: str
    limit: str | None

    def __init__(self, kind: str, owner: str, rule: str, limit: str | None, /, **when: Fact | tuple[Fact, ...]) -> None:
        super().__init__(kind, rule, "", **when)
        object.__setattr__(self, "owner", owner)
        object.__setattr__(self, "limit", limit)


AnyRow = TypeVar("AnyRow", bound=Row)


def first(rows: Iterable[AnyRow], facts: Facts) -> AnyRow:
    """The first row that fits."""
    for row in rows:
        if row.fits(facts):
            return row
    raise Silence(dict(facts))


def every(rows: Iterable[AnyRow], facts: Facts) -> list[AnyRow]:
    return [row for row in rows if row.fits(facts)]


def _holds(fact: Fact, wanted: Fact | tuple[Fact, ...]) -> bool:
    return fact in wanted if isinstance(wanted, tuple) else fact == wanted


class Tables(NamedTuple):
    """The tables of one edition; a rule set names the edition it reads. Grounds and notes take every row that fits."""

    size: tuple[Row, ...]
    grounds: tuple[Row, ...]
    not_grounds: tuple[Row, ...]
    investment: tuple[Row, ...]
    permits: tuple[Row, ...]
    length_note: tuple[Row, ...]
    plan: tuple[Row, ...]
    works: tuple[Row, ...]
    steps: tuple[Row, ...]
    notes: tuple[Row, ...]
    clocks: tuple[Clock, ...]
