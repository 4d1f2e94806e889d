"""What signals amount to: pure. When a crew must be there, which cut a signal belongs to, whose clock is believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import NamedTuple

from customers.choices import LocationClass

PROMISED_MINUTES = {LocationClass.URBAN: 45, LocationClass.RURAL: 90, LocationClass.REMOTE: 120}
LEGAL_MINUTES = {LocationClass.URBAN: 60, LocationClass.RURAL: 120, LocationClass.REMOTE: 240}
REPAIR_HOURS = {LocationClass.URBAN: 3, LocationClass.RURAL: 4, LocationClass.REMOTE: 4}

SAME_CUT = timedelta(minutes=5)
FLAP = timedelta(minutes=3)
BELIEVED = timedelta(minutes=10)
REPORTS_TOGETHER = timedelta(minutes=30)
REPORTS_OF_ONE_CUT = 2
SHARE_BELOW = 0.5
UPDATE_EVERY = timedelta(hours=2)
SLIP = timedelta(minutes=30)
UPDATE_BEFORE = timedelta(minutes=20)
SETTLED_AFTER = timedelta(minutes=30)
# Customers hear of a fault within a quarter of an hour after it was noticed, and within ten minutes after its word
# was ready: what waits for a person by then is asked after.
CONFIRM_WITHIN = timedelta(minutes=15)
HELD_AT_MOST = timedelta(minutes=10)
STORM = 20_000
STORM_WINDOW = timedelta(minutes=10)


class Arrival(NamedTuple):
    promised_at: datetime
    legal_at: datetime


def arrival(location: str, heard_at: datetime) -> Arrival:
    """By when the crew is there, as promised and by law, from the first report or the first detection."""
    where = LocationClass(location)
    return Arrival(
        heard_at + timedelta(minutes=PROMISED_MINUTES[where]), heard_at + timedelta(minutes=LEGAL_MINUTES[where])
    )


def first_estimate(location: str, heard_at: datetime) -> datetime:
    """Until somebody has seen the fault: the promised arrival, and the promised repair after it."""
    return arrival(location, heard_at).promised_at + timedelta(hours=REPAIR_HOURS[LocationClass(location)])


def agreed(moments: Iterable[datetime], *, heard_at: datetime) -> datetime:
    """When it happened: the middle of what the terminals say, so that one wrong clock moves nothing."""
    return min(median_low(sorted(moments)), heard_at)


def believed(moment: datetime, *, agreed_at: datetime) -> datetime:
    """A terminal's own moment, unless its clock is plainly wrong beside the others."""
    return moment if abs(moment - agreed_at) <= BELIEVED else agreed_at


def is_same_cut(began_at: datetime, moment: datetime) -> bool:
    return abs(moment - began_at) <= SAME_CUT


def is_whole_line(dark: int, of: int, *, is_switch_open: bool) -> bool:
    """The switch of the line opened, or so many of its areas went that it must have."""
    return is_switch_open or is_cut_above(dark, of)


def is_cut_above(dark: int, of: int) -> bool:
    """So many of what hangs under one device went at once that the device itself must have."""
    return dark > 1 and dark >= of * SHARE_BELOW


def is_cut_by_reports(reported: Sequence[datetime], *, at: datetime) -> bool:
    """One customer alone may have a fuse; two of one transformer within half an hour have a fault."""
    return sum(at - moment <= REPORTS_TOGETHER for moment in reported) >= REPORTS_OF_ONE_CUT


def is_storm(queued: int, more: int) -> bool:
    """So many messages within minutes that a person looks before they go."""
    return queued + more > STORM


def needs_update(at: datetime, *, told_at: datetime, back_at: datetime, every: timedelta = UPDATE_EVERY) -> bool:
    """The estimate is about to pass, or nobody has said anything for so long."""
    return at >= min(back_at - UPDATE_BEFORE, told_at + every)
