"""News from the network, told inside the transaction in which it became known."""

from django.dispatch import Signal

# Terminals reported that power went or came back; only what was not known yet. Sends: events (PowerEvent, in the
# order of their own clocks, each with `terminal.feeder` and `terminal.area` read), at (when we heard it).
power_changed = Signal()

# What plans hold of the network is more than before, or the rest comes at another date. Sends: reservations, at.
supply_changed = Signal()

# A state of health, or the day from which on something is better, is another. Sends: at.
grid_changed = Signal()
