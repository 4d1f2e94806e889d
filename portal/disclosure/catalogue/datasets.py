"""The datasets: files, fields with their meaning, how often they change, and what of them is withheld and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

Fields = tuple[tuple[str, Any], ...]


class Dataset(NamedTuple):
    """`topic`: by which it is published; `page`: where people read it; `files`: format and address of each."""

    key: str
    topic: str
    title: Any
    says: Any
    page: str
    files: tuple[tuple[str, str], ...]
    changes: Any
    fields: Fields
    withheld: Any
    because: Any


OUTAGE_FIELDS: Fields = (
    ("mRID", _("number of the outage; stays the same")), ("revision", _("counts every change")),
    ("outageKind", _("FAULT or planned work")), ("statusKind", _("AHEAD, NOW, OVER or WITHDRAWN")),
    ("cause", _("cause, as a code")), ("communityDescriptor", _("townships")),
    ("areas", _("transformer areas by name")), ("feeder", _("line by name")),
    ("subGeographicalRegion", _("cell by name")),
    ("customersAffectedMin", _("customers, lower end of the band")),
    ("customersAffectedMax", _("customers, upper end; empty without one")),
    ("reportedStartTime", _("since when, or from when on")), ("estimatedRestorationTime", _("when it should be back")),
    ("actualRestorationTime", _("when it was back")), ("updatedTime", _("last change")),
    ("longitude", _("to about a kilometre, CGCS2000")), ("latitude", _("to about a kilometre, CGCS2000")),
    ("url", _("page of the outage")),
)  # fmt: skip
GRID_FIELDS: Fields = (
    ("kind", _("cell, feeder (line) or area (transformer)")), ("name", _("its name")), ("cell", _("cell by name")),
    ("state", _("HEALTHY, SUB, ILL or UNKNOWN (too little data)")), ("reasons", _("indicators that caused the state")),
    ("open_from_kva", _("free capacity, lower end of the band")),
    ("open_to_kva", _("free capacity, upper end; empty without one")), ("full_because", _("why nothing is free")),
    ("relief_on", _("planned day of its cure")), ("assessed_on", _("day of the evaluation")),
)  # fmt: skip
PRICE_FIELDS: Fields = (
    ("in_force", _("name of the list in force")),
    ("editions", _("each list with its first day, prices, fees, hours")),
)
PROCESS_FIELDS: Fields = (
    ("version", _("version of the rules")),
    ("effective_from", _("first day of the rules")),
    ("classes", _("each kind of customer: steps, who pays, limits in workdays and whose they are")),
)
PERFORMANCE_FIELDS: Fields = (
    ("from", _("first day of the period")), ("until", _("last day of the period")),
    ("section", _("times, steps, steps_by_class, permits, reliability, satisfaction, score or index")),
    ("subject", _("what the line is about, as a code")), ("subject_zh", _("the same in Chinese")),
    ("subject_en", _("the same in English")), ("measure", _("which number, as a code")),
    ("measure_zh", _("the same in Chinese")), ("measure_en", _("the same in English")),
    ("value", _("the number; a share is between 0 and 1; empty: too few")), ("unit", _("unit of the number")),
    ("count", _("how many were counted; <5: fewer than five")), ("definition_zh", _("how it is counted, in Chinese")),
    ("definition_en", _("how it is counted, in English")),
)  # fmt: skip

DATASETS = (
    Dataset(
        "outages", "outages", _("Outages: now, planned, and the last thirty days"),
        _("Each outage with every estimate that was given. Names of fields after IEC 61968 and ODIN."),
        "/public/outages/",
        (("GeoJSON", "/public/outages.geojson"), ("CSV", "/public/outages.csv"), ("Atom", "/public/outages.atom"),
         ("iCalendar", "/public/outages.ics"), ("CAP 1.2", "/public/outages.cap.atom")),
        _("At every change, and each minute."), OUTAGE_FIELDS,
        _("Who is affected, exact numbers of customers, exact places, crews."),
        _("A dark house is a house where perhaps nobody is at home; a place to the metre would show the network."),
    ),
    Dataset(
        "grid", "grid", _("State of the grid and free capacity"),
        _("Every cell, line and transformer area by name: state, reasons, free capacity, day of its cure."),
        "/public/grid/", (("CSV", "/public/grid.csv"), ("JSON", "/public/grid.json")),
        _("After every evaluation, and each hour."), GRID_FIELDS,
        _("Places, diagrams and parameters of the network, exact free capacity, loads, names of people."),
        _("The network is critical infrastructure; exact loads of a line with few customers would show theirs."),
    ),
    Dataset(
        "performance", "performance", _("What we achieved"),
        _("Times, permits, reliability, satisfaction and self-score of the last twelve months. Each past month has a "
          "table of its own."),
        "/public/performance/", (("CSV", "/public/performance.csv"), ("JSON", "/public/performance.json")),
        _("When a case has moved, and each hour; past months twice a day."), PERFORMANCE_FIELDS,
        _("Single cases, names of customers and officers, numbers that count fewer than five, what is pending with "
          "which authority."),
        _("A number of few tells more about a person than about us; what is pending is not decided yet."),
    ),
    Dataset(
        "process", "process", _("Steps and time limits"),
        _("What the rules in force give each kind of customer."),
        "/public/process/", (("JSON", "/public/process.json"),),
        _("On the day on which rules change."), PROCESS_FIELDS, _("Nothing."), _("These rules are for everybody."),
    ),
    Dataset(
        "prices", "prices", _("Prices and fees"), _("Every list with its first day, past ones too."),
        "/public/prices/", (("JSON", "/public/prices.json"),),
        _("When a list is loaded."), PRICE_FIELDS, _("Nothing."), _("Prices are public by law."),
    ),
)  # fmt: skip


def files() -> Iterator[str]:
    """Every address that the catalogue names."""
    for one in DATASETS:
        yield from (address for _format, address in one.files)
