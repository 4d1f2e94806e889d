"""Outages for programs: GeoJSON, CSV, Atom and iCalendar. Names of fields after CIM (IEC 61968-3, IEC 61970)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import override
from icalendar import Calendar, Event

from outages.published.rules import Phase, PublicOutage
from portal.disclosure.outages.showing import address_of, customers, title, towns
from portal.disclosure.topics import LANGUAGES

ATOM = "http://www.w3.org/2005/Atom"
COLUMNS = (
    "mRID", "revision", "outageKind", "statusKind", "cause", "communityDescriptor", "areas", "feeder",
    "subGeographicalRegion", "customersAffectedMin", "customersAffectedMax", "reportedStartTime",
    "estimatedRestorationTime", "actualRestorationTime", "updatedTime", "longitude", "latitude", "url",
)  # fmt: skip


def local(moment: datetime | None) -> str | None:
    """In the county's time, to the second, with its offset."""
    return localtime(moment).replace(microsecond=0).isoformat() if moment else None


def facts(outage: PublicOutage) -> dict[str, Any]:
    """One outage by the names of the standard, for whichever format."""
    return {
        "mRID": outage.number, "revision": outage.revision, "outageKind": str(outage.kind),
        "statusKind": str(outage.phase), "cause": outage.cause, "communityDescriptor": "、".join(towns(outage)),
        "areas": "、".join(outage.areas), "feeder": outage.line, "subGeographicalRegion": outage.cell,
        "customersAffectedMin": outage.affected.least, "customersAffectedMax": outage.affected.most,
        "reportedStartTime": local(outage.since), "estimatedRestorationTime": local(outage.until),
        "actualRestorationTime": local(outage.ended_at), "updatedTime": local(outage.changed_at),
        "longitude": str(outage.place.longitude), "latitude": str(outage.place.latitude),
        "url": settings.PUBLIC_URL + address_of(outage.number),
    }  # fmt: skip


def geojson(outages: Sequence[PublicOutage]) -> bytes:
    features = [_feature(one) for one in outages]
    told = {"type": "FeatureCollection", "updated": _newest(outages), "features": features}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(outage: PublicOutage) -> dict[str, Any]:
    told = facts(outage)
    place = [float(told.pop("longitude")), float(told.pop("latitude"))]
    labels = {name: _labels(outage, language) for name, language in LANGUAGES.items()}
    told["estimateHistory"] = [{"made": local(one.made_at), "back": local(one.back_at)} for one in outage.estimates]
    return {
        "type": "Feature", "id": outage.number, "geometry": {"type": "Point", "coordinates": place},
        "properties": {**told, "labels": labels},
    }  # fmt: skip


def _labels(outage: PublicOutage, language: str) -> dict[str, str]:
    with override(language):
        return {
            "title": str(title(outage)), "kind": str(outage.kind.label), "status": str(outage.phase.label),
            "stage": str(outage.stage_label), "cause": str(outage.cause_label), "customers": customers(outage.affected),
        }  # fmt: skip


def table(outages: Iterable[PublicOutage]) -> bytes:
    """CSV with a mark that lets spreadsheets read Chinese; what could be taken for a formula is quoted as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for one in outages:
        writer.writerow({name: _harmless(value) for name, value in facts(one).items()})
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def calendar(outages: Iterable[PublicOutage], *, at: datetime) -> bytes:
    """Planned work, announced and withdrawn, as a calendar that can be subscribed to."""
    told = Calendar()
    told.add("prodid", "-//power-connection portal//outages//ZH")
    told.add("version", "2.0")
    told.add("x-wr-calname", f"{settings.COUNTY['name_zh']}计划停电")
    told.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for one in outages:
        told.add_component(_entry(one))
    return bytes(told.to_ical())


def _entry(outage: PublicOutage) -> Event:
    entry = Event()
    host = settings.PUBLIC_URL.partition("//")[2]
    entry.add("uid", f"{outage.number}@{host}")
    entry.add("sequence", outage.revision)
    entry.add("dtstamp", outage.changed_at)
    entry.add("dtstart", outage.since)
    entry.add("dtend", outage.ended_at or outage.until or outage.since)
    entry.add("status", "CANCELLED" if outage.phase == Phase.WITHDRAWN else "CONFIRMED")
    entry.add("url", settings.PUBLIC_URL + address_of(outage.number))
    entry.add("location", "、".join([*towns(outage), *outage.areas]) or outage.cell)
    entry.add("summary", " / ".join(_in_both(outage)))
    return entry


def _in_both(outage: PublicOutage) -> list[str]:
    return [_labels(outage, language)["title"] for language in LANGUAGES.values()]


def atom(outages: Sequence[PublicOutage]) -> bytes:
    """News of outages, the newest change first, Chinese with the English beside it."""
    ordered = sorted(outages, key=lambda one: one.changed_at, reverse=True)
    feed = feed_of("/public/outages.atom", f"{settings.COUNTY['name_zh']}停电信息", _newest(outages))
    for one in ordered:
        entry = add_entry(feed, address_of(one.number), local(one.changed_at), " / ".join(_in_both(one)))
        for name, language in LANGUAGES.items():
            words = _labels(one, language)
            Xml.SubElement(entry, f"{{{ATOM}}}category", term=words["status"], scheme=f"urn:language:{name}")
        Xml.SubElement(entry, f"{{{ATOM}}}summary").text = _summary(one)
    return packed(feed)


def _summary(outage: PublicOutage) -> str:
    """Both languages, one after the other."""
    said = []
    for language in LANGUAGES.values():
        words = _labels(outage, language)
        until = local(outage.ended_at or outage.until) or "?"
        said.append(f"{words['status']} · {words['cause']} · {words['customers']} · {local(outage.since)} – {until}")
    return "\n".join(said)


def feed_of(address: str, words: str, updated: str) -> Xml.Element:
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    Xml.SubElement(feed, f"{{{ATOM}}}id").text = settings.PUBLIC_URL + address
    Xml.SubElement(feed, f"{{{ATOM}}}title").text = words
    Xml.SubElement(feed, f"{{{ATOM}}}updated").text = updated
    author = Xml.SubElement(feed, f"{{{ATOM}}}author")
    Xml.SubElement(author, f"{{{ATOM}}}name").text = f"{settings.COUNTY['name_zh']}供电 {settings.COUNTY['name_en']}"
    Xml.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=settings.PUBLIC_URL + address)
    Xml.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", href=f"{settings.PUBLIC_URL}/public/outages/")
    return feed


def add_entry(feed: Xml.Element, address: str, updated: str | None, words: str, kind: str = "text/html") -> Xml.Element:
    entry = Xml.SubElement(feed, f"{{{ATOM}}}entry")
    Xml.SubElement(entry, f"{{{ATOM}}}id").text = settings.PUBLIC_URL + address
    Xml.SubElement(entry, f"{{{ATOM}}}title").text = words
    Xml.SubElement(entry, f"{{{ATOM}}}updated").text = updated
    Xml.SubElement(entry, f"{{{ATOM}}}link", href=settings.PUBLIC_URL + address, type=kind)
    return entry


def packed(root: Xml.Element) -> bytes:
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True)


def _newest(outages: Sequence[PublicOutage]) -> str:
    """The newest change; a list that is empty has not changed since the epoch of the portal."""
    newest = max((one.changed_at for one in outages), default=None)
    return local(newest) or "2021-03-01T00:00:00+08:00"
