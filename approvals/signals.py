"""News from the government side, told inside the transaction in which it happened."""

from django.dispatch import Signal

# The last permit was granted, or the undertaking was filed. Sends: timeline_id, round, by, at.
round_closed = Signal()

# An authority said no to one permit. Sends: timeline_id, permit, by, at.
permit_refused = Signal()

# An authority asked for more, got its answer, or looks again at what it refused. Sends: timeline_id, permit, at.
permit_turned = Signal()

# Something of a filing is missing. Sends: timeline_id, alarm, at. Once for each gap.
filing_missing = Signal()
