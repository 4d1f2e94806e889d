"""Warnings after CAP 1.2 (OASIS): one message a change that matters, each referring to those before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as Xml

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from outages.published.rules import Phase, PublicOutage
from portal.disclosure.outages.feeds import add_entry, feed_of, local, packed
from portal.disclosure.outages.models import CapMessage
from portal.disclosure.outages.showing import address_of, customers, title, towns

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
TONGUES = {"zh-CN": "zh-hans", "en-US": "en"}
URGENCY = {Phase.NOW: "Immediate", Phase.AHEAD: "Future", Phase.OVER: "Past", Phase.WITHDRAWN: "Past"}
RESPONSE = {Phase.NOW: "Monitor", Phase.AHEAD: "Prepare", Phase.OVER: "AllClear", Phase.WITHDRAWN: "AllClear"}
MODERATE, SEVERE = 500, 5_000
"""From how many customers on an outage is more than minor."""


def kind_of(outage: PublicOutage, earlier: Sequence[CapMessage]) -> str:
    if not earlier:
        return "Alert"
    return "Cancel" if outage.phase == Phase.WITHDRAWN else "Update"


def content_of(outage: PublicOutage) -> str:
    """What a new message is due for; everything else about the outage may change without one."""
    told = (outage.phase, outage.cause, outage.areas, local(outage.since), local(outage.until), outage.dark)
    return repr((*map(str, told), local(outage.ended_at), *(["major"] if outage.is_major else [])))


def address_of_message(number: str) -> str:
    return f"/public/outages/{number}.cap.xml"


def document(outage: PublicOutage, messages: Sequence[CapMessage]) -> bytes:
    """The newest of these messages, oldest first, as XML."""
    newest = messages[-1]
    Xml.register_namespace("", CAP)
    alert = Xml.Element(f"{{{CAP}}}alert")
    _add(alert, identifier=_identifier(newest), sender=_sender(), sent=_moment(newest.sent_at))
    _add(alert, status="Test" if settings.DEMO else "Actual", msgType=newest.kind, scope="Public")
    if len(messages) > 1:
        _add(alert, references=" ".join(_reference(one) for one in messages[:-1]))
    _add(alert, incidents=outage.number)
    for tongue, language in TONGUES.items():
        with override(language):
            _add_info(alert, outage, tongue, newest)
    return packed(alert)


def index(outages: Iterable[tuple[PublicOutage, Sequence[CapMessage]]]) -> bytes:
    """The messages that stand, as a feed."""
    rows = sorted(outages, key=lambda row: row[1][-1].sent_at, reverse=True)
    updated = _moment(rows[0][1][-1].sent_at) if rows else "2021-03-01T00:00:00+08:00"
    feed = feed_of("/public/outages.cap.atom", f"{settings.COUNTY['name_zh']}停电预警 CAP 1.2", updated)
    for outage, messages in rows:
        with override("zh-hans"):
            words = str(title(outage))
        sent = _moment(messages[-1].sent_at)
        add_entry(feed, address_of_message(outage.number), sent, words, "application/cap+xml")
    return packed(feed)


def _add_info(alert: Xml.Element, outage: PublicOutage, tongue: str, message: CapMessage) -> None:
    info = Xml.SubElement(alert, f"{{{CAP}}}info")
    is_sure = outage.phase != Phase.AHEAD
    _add(info, language=tongue, category="Infra", event=str(outage.kind.label), responseType=RESPONSE[outage.phase])
    _add(info, urgency=URGENCY[outage.phase], severity=_severity(outage), certainty="Observed" if is_sure else "Likely")
    _add(info, effective=_moment(message.sent_at), onset=_moment(outage.since))
    if outage.until and outage.phase in (Phase.NOW, Phase.AHEAD) and outage.until > message.sent_at:
        _add(info, expires=_moment(outage.until))
    county = settings.COUNTY["name_zh" if tongue == "zh-CN" else "name_en"]
    _add(info, senderName=_("%(county)s power company") % {"county": county}, headline=str(title(outage)))
    _add(info, description=_description(outage), web=settings.PUBLIC_URL + address_of(outage.number))
    _add(info, contact="95598, 12398")
    for name, value in (("cause", outage.cause), ("customersAffectedMin", str(outage.affected.least))):
        parameter = Xml.SubElement(info, f"{{{CAP}}}parameter")
        _add(parameter, valueName=name, value=value)
    _add_area(info, outage)


def _description(outage: PublicOutage) -> str:
    return _("%(phase)s. Cause: %(cause)s. Affected: %(customers)s.") % {
        "phase": outage.phase.label, "cause": outage.cause_label, "customers": customers(outage.affected)
    }  # fmt: skip


def _add_area(info: Xml.Element, outage: PublicOutage) -> None:
    area = Xml.SubElement(info, f"{{{CAP}}}area")
    _add(area, areaDesc="、".join([*towns(outage), *outage.areas]) or outage.cell)
    for ring in _rings(outage.cell_polygon):
        _add(area, polygon=" ".join(f"{lat},{lon}" for lon, lat, *_height in ring))
    for code in outage.townships or (settings.COUNTY["code"],):
        geocode = Xml.SubElement(area, f"{{{CAP}}}geocode")
        _add(geocode, valueName="GB/T 2260", value=code)


def _rings(geometry: dict[str, Any]) -> list[Any]:
    """The outer rings: CAP knows no holes."""
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [shape[0] for shape in shapes]


def _severity(outage: PublicOutage) -> str:
    if outage.is_major or outage.affected.least >= SEVERE:
        return "Severe"
    return "Moderate" if outage.affected.least >= MODERATE else "Minor"


def _add(parent: Xml.Element, **told: str) -> None:
    for name, value in told.items():
        Xml.SubElement(parent, f"{{{CAP}}}{name}").text = value


def _sender() -> str:
    return settings.PUBLIC_URL.partition("//")[2]


def _identifier(message: CapMessage) -> str:
    return f"{message.number}.{message.revision}"


def _moment(moment: datetime) -> str:
    return local(moment) or ""


def _reference(message: CapMessage) -> str:
    return f"{_sender()},{_identifier(message)},{_moment(message.sent_at)}"
