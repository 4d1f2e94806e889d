"""Room for generation of one piece of equipment, and its grade: values in, a frozen value out (DL/T 2041-2025)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deadlines.editions import in_force
from gridhealth.hosting.choices import Grade


@dataclass(frozen=True)
class HostingRules:
    """Constants from a date on.

    `typical_share`: the load of a spring or autumn workday at noon as a share of the peak, until curves say it.
    """

    name: str
    effective_from: date
    beta: Decimal
    power_factor: Decimal
    typical_share: Decimal
    simultaneity: Decimal


HOSTING_RULES = (
    HostingRules(
        "DL/T 2041-2025", date(2004, 1, 1), Decimal("0.8"), Decimal("0.95"), Decimal("0.45"), Decimal("0.9")
    ),
)  # fmt: skip


def rules_on(day: date) -> HostingRules:
    """The constants in force on a day. Silence is an error."""
    return in_force(HOSTING_RULES, day)


@dataclass(frozen=True)
class Equipment:
    """One transformer or line at the typical moment; kW and kVA. Storage as it stands and as it is planned."""

    rated_kva: Decimal
    load_kw: Decimal
    generation_kw: Decimal = Decimal(0)
    connected_kw: Decimal = Decimal(0)
    filed_kw: Decimal = Decimal(0)
    storage_kw: Decimal = Decimal(0)
    more_storage_kw: Decimal = Decimal(0)


@dataclass(frozen=True)
class Room:
    """`bearable_kw`: what the equipment can bear in all. `connect_kw`: still to connect. `file_kw`: still to file."""

    bearable_kw: Decimal
    connect_kw: Decimal
    file_kw: Decimal
    grade: Grade


def room(equipment: Equipment, rules: HostingRules, *, above: Grade | None = None) -> Room:
    """What a transformer or line can bear, and its grade; below something red everything is red."""
    one = equipment
    power = one.load_kw - one.generation_kw + rules.beta * one.rated_kva * rules.power_factor
    bearable = (power + one.storage_kw + one.more_storage_kw) / rules.simultaneity
    connect = bearable - one.connected_kw
    file = connect - one.filed_kw
    return Room(bearable, connect, file, grade(connect, file, above=above))


def grade(connect_kw: Decimal, file_kw: Decimal, *, above: Grade | None = None) -> Grade:
    """Green: room to file. Yellow: only to connect. Red: not even that, or red above. Exactly nothing is no room."""
    if connect_kw <= 0 or above == Grade.RED:
        return Grade.RED
    return Grade.GREEN if file_kw > 0 else Grade.YELLOW
