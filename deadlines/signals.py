"""News of the clocks, told inside the transaction in which it happened, under the lock of the case."""

from django.dispatch import Signal

# A due day moved by itself, because a calendar was loaded. Sends: timeline_id, kind, old_on, new_on, at.
clock_moved = Signal()
# A running clock is soon due. Sends: clock, at. Once a clock.
clock_warned = Signal()
# A clock ran past its due moment. Sends: clock, at. Once a clock.
clock_breached = Signal()
# A running clock is a whole workday late. Sends: clock, at. Once a clock.
clock_escalated = Signal()
