"""A network as a file tells it, before anything of it is believed: values, in metres, ohms, kVA and degrees."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from gridhealth.choices import VectorGroup
from gridhealth.importing.findings import Finding

Place = tuple[float, float]
# Keys for what the file names without one: the same file gives the same keys again.
NAMESPACE = uuid.UUID("6f1f9d53-5b1c-5a07-9d2c-3f2b7f5a1e10")


@dataclass(frozen=True, slots=True)
class Bus:
    """A point where equipment meets."""

    key: str
    place: Place | None = None
    kv: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A line section or a switch between two buses."""

    key: str
    one: str
    other: str
    name: str = ""
    is_switch: bool = False
    is_closed: bool = True
    length_m: float = 0.0
    r_ohm: float = 0.0
    x_ohm: float = 0.0
    limit_a: float | None = None
    path: Sequence[Place] = ()
    mrid: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    key: str
    name: str
    voltage_kv: float
    place: Place | None = None
    mrid: str = ""


@dataclass(frozen=True, slots=True)
class Main:
    """A transformer of a substation; `bus` is its low side, from which lines go out."""

    key: str
    name: str
    station: str
    bus: str
    rated_kva: float | None
    peak_kva: float | None = None
    mrid: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """A transformer area, or a customer's own transformer on the line."""

    key: str
    name: str
    bus: str
    rated_kva: float | None
    peak_kva: float = 0.0
    place: Place | None = None
    township: str = ""
    mrid: str = ""
    vector_group: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A line that the file names itself, by the branch with which it begins."""

    key: str
    name: str
    breaker: str
    voltage_kv: float
    peak_kw: float | None = None
    limit_a: float | None = None
    cell: str = ""
    mrid: str = ""


@dataclass
class Draft:
    """Everything of one file, in its order, with what its reader already found."""

    stations: list[Station] = field(default_factory=list)
    mains: list[Main] = field(default_factory=list)
    buses: dict[str, Bus] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def vector_group(self, told: str, *, of: str) -> str:
        """The group an area's transformer is told to have; one that we do not know is noted and not kept."""
        if told and told not in VectorGroup.values:
            known = ", ".join(VectorGroup.values)
            self.findings.append(Finding("no-vector-group", {"row": of, "value": told[:20], "known": known}))
            return ""
        return told

    def key_of(self, kind: str, key: str, mrid: str = "") -> uuid.UUID:
        """The global key of an object: the file's own, or one made of its name."""
        try:
            return uuid.UUID(mrid.lstrip("_#"))
        except ValueError:
            return uuid.uuid5(NAMESPACE, f"{kind}/{key}/{mrid}")
