"""What is published: each topic with its addresses, its maker, and how long its words stay true by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, NamedTuple

LANGUAGES = {"zh": "zh-hans", "en": "en"}
"""The language in a file's name, and what Django calls it. A sheet without one reads the same to everybody."""


class Sheet(NamedTuple):
    """One address in one language, ready to be sent."""

    address: str
    language: str
    body: bytes


@dataclass(frozen=True)
class Topic:
    """`maker` has `sheets(at, about)`: everything for None, else what changed and whatever names the present moment.

    It may have `sheets_of(address, at)` for addresses that are made only when somebody asks, and `prepare(at, about)`
    for what must be written down before it is published.
    """

    name: str
    maker: str
    prefix: str
    fresh_for: timedelta
    max_age_s: int

    def sheets(self, at: datetime, about: set[str] | None = None) -> Iterator[Sheet]:
        yield from import_module(self.maker).sheets(at, about)

    def sheets_of(self, address: str, at: datetime) -> Iterator[Sheet]:
        """What is missing at one address; everything where the maker knows no single ones."""
        one: Callable[..., Any] | None = getattr(import_module(self.maker), "sheets_of", None)
        yield from one(address, at) if one else self.sheets(at)

    def prepare(self, at: datetime, about: set[str]) -> None:
        """In the transaction of the render."""
        if ready := getattr(import_module(self.maker), "prepare", None):
            ready(at, about)


def _topic(name: str, prefix: str, minutes: int, max_age_s: int, maker: str = "") -> Topic:
    maker = f"portal.disclosure.{maker or f'{name}.pages'}"
    return Topic(name, maker, prefix, timedelta(minutes=minutes), max_age_s)


# A topic below another's prefix stands before it.


TOPICS = {
    topic.name: topic
    for topic in (
        _topic("outages", "/public/outages", 1, 10),
        _topic("process", "/public/process", 5, 60),
        _topic("prices", "/public/prices", 60, 60),
        _topic("grid", "/public/grid", 60, 60),
        _topic("months", "/public/performance/months", 720, 60, "performance.months"),
        _topic("performance", "/public/performance", 60, 60),
        _topic("data", "/public/data", 60, 60, "catalogue.pages"),
    )
}


def topic_of(address: str) -> Topic | None:
    return next((topic for topic in TOPICS.values() if address.startswith(topic.prefix)), None)
