"""News of outages, told inside the transaction in which it happened."""

from django.dispatch import Signal

# What the public may read of a fault or of planned work has changed. Sends: number, at. One transaction may say it
# several times, before everything is written: take note, and read `outages.published` after the commit.
outage_changed = Signal()
