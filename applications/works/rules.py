"""What holds between our works and the customer's. Pure."""

from __future__ import annotations

from datetime import date


def is_in_step(ours_on: date | None, theirs_on: date | None) -> bool:
    """From 35 kV upwards ours end no later than theirs (R-15). While one of the days is not known, nothing is amiss."""
    return ours_on is None or theirs_on is None or ours_on <= theirs_on
