"""News of the clocks, told inside the transaction in which it happened."""

from django.dispatch import Signal

# A due day moved by itself, because a calendar was loaded. Sends: timeline_id, kind, old_on, new_on, at.
clock_moved = Signal()
