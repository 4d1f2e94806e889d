"""Whether what the network has room for makes a wish one to be connected in stages."""

from __future__ import annotations

from gridhealth.capacity.queries import PART, WAIT
from gridhealth.capacity.township import InTownship


def is_too_little(room: InTownship | None) -> bool:
    """Never a no: connected first with what there is, the works for the rest begin beside it."""
    return room is not None and room.answer in (PART, WAIT)
