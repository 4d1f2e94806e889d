"""What a round needs before it may open: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ExemptionBasis:
    """The government paper that lets an undertaking stand in place of permits. Only an authority can waive a permit."""

    document: str
    issuer: str
    valid_from: date
    valid_until: date | None = None

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
