"""The answer to "can I connect here, how much, when?" in one of four words and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from gridhealth import queries

YES, PART, WAIT, SURVEY = "yes", "part", "wait", "survey"
WORDS = {
    YES: _("Yes: all of it can be given now."),
    PART: _("A part can be given now, the rest later. Nobody is refused: please apply."),
    WAIT: _("Nothing is free here now. Apply all the same: you get a temporary supply or a date."),
    SURVEY: _("Nothing of ours is near enough to say it from here. Apply, and a survey decides."),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What can be given at a point now. `near` is for the staff alone: the public gets no places of the network."""

    answer: str
    words: Any
    applied_kva: Decimal
    firm_kva_now: Decimal
    full_on: date | None
    reason: Any
    needed: Any
    near: queries.Near | None


def at_point(lat: Decimal, lon: Decimal, kva: Decimal, voltage: str, *, at: datetime) -> Answer:
    here = queries.offer(lat, lon, kva, voltage, at=at)
    if here is None:
        return Answer(SURVEY, WORDS[SURVEY], kva, Decimal(0), None, "", "", None)
    offer = here.offer
    word = PART if offer.firm_kva_now else WAIT
    answer = word if offer.constrained else YES
    reason = queries.BOTTLENECKS.get(offer.bottleneck, "")
    needed = queries.NEEDED.get(offer.bottleneck, "")
    return Answer(answer, WORDS[answer], kva, offer.firm_kva_now, offer.full_on, reason, needed, here.near)
