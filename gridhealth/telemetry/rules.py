"""What of a terminal's report is taken: its clock may run a little ahead, and late is welcome as long as it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from gridhealth.telemetry.choices import DropReason

AHEAD = timedelta(minutes=5)
KEPT = timedelta(days=400)
QUARTER = timedelta(minutes=15)
STALE = timedelta(minutes=5)


def drop_reason(measured_at: datetime, received_at: datetime) -> DropReason | None:
    """Why a report of that moment cannot be taken; None when it can."""
    if measured_at > received_at + AHEAD:
        return DropReason.FROM_THE_FUTURE
    if measured_at < received_at - KEPT:
        return DropReason.TOO_OLD
    return None


def quarter_of(moment: datetime) -> datetime:
    """The quarter of an hour that a point stands for: a clock some seconds off still names the one it means."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour + QUARTER * ((moment - hour + QUARTER / 2) // QUARTER)


def quarter_begun(moment: datetime) -> datetime:
    """The beginning of the quarter of an hour that it is now: what a terminal reports has been, and is not to come."""
    return quarter_of(moment - QUARTER / 2)
