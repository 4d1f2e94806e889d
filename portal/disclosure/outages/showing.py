"""An outage in the words of a reader: where, how many, since when, until when."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gridhealth.towns import TOWNS
from outages.published.rules import Band, Kind, Phase, PublicOutage

TOWN_NAMES = {town.code: town.name for town in TOWNS}
MOST_AREAS = 6


def address_of(number: str) -> str:
    return f"/public/outages/{number}/"


def towns(outage: PublicOutage) -> list[str]:
    return [TOWN_NAMES[code] for code in outage.townships if code in TOWN_NAMES]


def places(outage: PublicOutage) -> list[str]:
    """Every name under which somebody may look for it."""
    return [*towns(outage), *outage.areas, outage.cell, outage.line]


def customers(band: Band) -> str:
    """How many, roughly, in words."""
    if band.least <= 0:
        return _("no customers")
    if band.most is None:
        return _("%(least)s customers or more") % {"least": band.least}
    words = ngettext("%(least)s to %(most)s customer", "%(least)s to %(most)s customers", band.most)
    return words % {"least": band.least, "most": band.most}


def row(outage: PublicOutage) -> dict[str, Any]:
    """What the lists and the page of one outage show; to be made in the reader's language."""
    rest = len(outage.areas) - MOST_AREAS
    return {
        "outage": outage, "url": address_of(outage.number), "towns": _(", ").join(towns(outage)) or outage.cell,
        "areas": _(", ").join(outage.areas[:MOST_AREAS]), "rest": max(0, rest), "customers": customers(outage.affected),
        "dark": customers(outage.dark), "is_fault": outage.kind == Kind.FAULT, "is_now": outage.phase == Phase.NOW,
        "is_over": outage.phase == Phase.OVER, "is_ahead": outage.phase == Phase.AHEAD,
        "is_withdrawn": outage.phase == Phase.WITHDRAWN, "turn": TURNS[outage.phase],
        "told": list(outage.estimates)[::-1], "announcements": list(outage.announcements)[::-1],
    }  # fmt: skip


TURNS = {Phase.AHEAD: "GOVERNMENT", Phase.NOW: "CUSTOMER", Phase.OVER: "COMPANY", Phase.WITHDRAWN: "CLOSED"}
"""Which of the small labels' colours a phase wears."""


def title(outage: PublicOutage) -> Any:
    """Power cut: 沙窝镇. Lazy."""
    around = _(", ").join(towns(outage)[:3]) or outage.cell
    return format_lazy(gettext_lazy("{kind}: {place}"), kind=outage.kind.label, place=around)
