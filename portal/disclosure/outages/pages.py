"""Everything published about outages: made from one reading of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from outages.published import queries
from outages.published.rules import PublicOutage
from portal.disclosure.frame import pages
from portal.disclosure.outages import actions, cap, feeds
from portal.disclosure.outages.drawing import drawing
from portal.disclosure.outages.models import CapMessage
from portal.disclosure.outages.rules import accuracy
from portal.disclosure.outages.showing import address_of, customers, row
from portal.disclosure.topics import Sheet

HOME, MONTHS = "/public/outages/", timedelta(days=93)
SHOWN = 30


def prepare(at: datetime, about: set[str] | None) -> None:
    """Warnings and news of what changed are written down before it is published."""
    for number in about or ():
        if outage := queries.one(number):
            actions.issue(outage)
            actions.tell_subscribers(outage, at=at)


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    """The lists and feeds; and the pages of what changed, of what is going on, or of everything."""
    now, ahead, past = queries.now(), queries.announced(), queries.past(at=at, within=MONTHS)
    recent = [one for one in past if (one.ended_at or one.since) > at - queries.A_MONTH]
    messages = messages_of([*now, *ahead, *recent])
    yield from lists(now, ahead, recent, past, at=at)
    yield from machine_read(now, ahead, recent, messages, at=at)
    known = {one.number: one for one in [*recent, *ahead, *now]}
    wanted = known.keys() if about is None else about | {one.number for one in now}
    for number in sorted(wanted):
        outage = known.get(number) or queries.one(number)
        if outage is not None:
            yield from page_of(outage, messages.get(number) or _messages(number), at=at)


def sheets_of(address: str, at: datetime) -> Iterator[Sheet]:
    """One outage by the address of its page or of its warning; everything else is made together."""
    name = address.removeprefix(HOME)
    if name == address or not name:
        yield from sheets(at, set())
        return
    number = name.removesuffix("/").removesuffix(".cap.xml")
    if outage := queries.one(number):
        yield from page_of(outage, _messages(number), at=at)


def lists(
    now: list[PublicOutage], ahead: list[PublicOutage], recent: list[PublicOutage], past: list[PublicOutage], *,
    at: datetime,
) -> Iterator[Sheet]:  # fmt: skip
    shown = {
        "now": partial(rows, now), "ahead": partial(rows, ahead), "past": partial(rows, recent[:SHOWN]),
        "more": len(recent) - SHOWN, "dark": partial(without_power, now), "accuracy": accuracy(past)[:3],
        "map": drawing(now, ahead),
    }  # fmt: skip
    yield from pages(HOME, "public/outages.html", at=at, **shown)


def rows(outages: list[PublicOutage]) -> list[dict[str, Any]]:
    """In the language of whoever asks: called by the template."""
    return [row(one) for one in outages]


def without_power(now: list[PublicOutage]) -> str:
    """The bands added up, in words."""
    if not any(one.dark.least for one in now):
        return ""
    most = [one.dark.most for one in now]
    known = [one for one in most if one is not None]
    total = type(now[0].dark)(sum(one.dark.least for one in now), sum(known) if len(known) == len(most) else None)
    return customers(total)


def machine_read(
    now: list[PublicOutage], ahead: list[PublicOutage], recent: list[PublicOutage],
    messages: dict[str, list[CapMessage]], *, at: datetime,
) -> Iterator[Sheet]:  # fmt: skip
    everything = [*now, *ahead, *recent]
    planned = [one for one in everything if one.announcements]
    standing = [one for one in [*now, *ahead] if messages.get(one.number)]
    yield Sheet("/public/outages.geojson", "", feeds.geojson(everything))
    yield Sheet("/public/outages.csv", "", feeds.table(everything))
    yield Sheet("/public/outages.atom", "", feeds.atom(everything))
    yield Sheet("/public/outages.ics", "", feeds.calendar(planned, at=at))
    yield Sheet("/public/outages.cap.atom", "", cap.index([(one, messages[one.number]) for one in standing]))


def page_of(outage: PublicOutage, messages: list[CapMessage], *, at: datetime) -> Iterator[Sheet]:
    context = {"one": partial(row, outage), "has_warning": bool(messages), "cap": cap.address_of_message(outage.number)}
    yield from pages(address_of(outage.number), "public/outage.html", at=at, **context)
    if messages:
        yield Sheet(cap.address_of_message(outage.number), "", cap.document(outage, messages))


def messages_of(outages: Iterable[PublicOutage]) -> dict[str, list[CapMessage]]:
    found: dict[str, list[CapMessage]] = defaultdict(list)
    for one in CapMessage.objects.filter(number__in=[one.number for one in outages]).order_by("number", "revision"):
        found[one.number].append(one)
    return found


def _messages(number: str) -> list[CapMessage]:
    return list(CapMessage.objects.filter(number=number).order_by("revision"))
