"""What an authority reads of a case: its listed entries in words, on the page and as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.desk.drawing import draw
from approvals.models import Permit
from notifications import typesetting

LANGUAGE = "zh-hans"
TEMPLATE = "desk/package.typ"
LABELS = {
    "case_number": gettext_lazy("Case"),
    "area_name": gettext_lazy("Place"),
    "route_length_m": gettext_lazy("Length of the route"),
    "works": gettext_lazy("Works"),
    "route": gettext_lazy("Route"),
    "route_crs": gettext_lazy("Datum"),
}
DATUMS = {"EPSG:4490": "CGCS2000", "EPSG:4326": "WGS-84"}
WORKS = {
    "underground cable or overhead line from the public grid to the customer's boundary": gettext_lazy(
        "Cable or overhead line from the public grid to the customer's boundary"
    )
}


def rows(permit: Permit) -> list[dict[str, Any]]:
    """The entries of the package that this authority's list names, our answer to its question, and nothing else."""
    listed = permit.definition.listed(permit.package)
    found = [{"label": LABELS.get(name, name), "value": _word(name, value)} for name, value in listed.items()]
    return [*found, {"label": _("The answer"), "value": permit.answer}] if permit.answer else found


def _word(name: str, value: Any) -> Any:
    if name == "route":
        return _("%(count)s points, drawn below") % {"count": len(value or [])}
    words: Mapping[str, Mapping[str, Any]] = {"route_crs": DATUMS, "works": WORKS}
    if name == "route_length_m":
        return f"{float(value):,.1f}\u00a0{_('m')}"
    return words.get(name, {}).get(value, value)


def pdf(permit: Permit, *, at: datetime) -> bytes:
    """The package as it was sent, for the authority's own file."""
    with translation.override(LANGUAGE):
        told = _told(permit)
    return typesetting.pdf(TEMPLATE, told, at=at)


def _told(permit: Permit) -> dict[str, Any]:
    drawing = draw(permit.definition.listed(permit.package).get("route"))
    sent = timezone.localtime(permit.submitted_at) if permit.submitted_at else None
    return {
        "title": str(permit.get_kind_display()),
        "department": str(permit.definition.get_department_display()),
        "number": permit.timeline.reference,
        "sent": date_format(sent, "DATETIME_FORMAT") if sent else "",
        "basis": permit.definition.basis,
        "rows": [[str(row["label"]), str(row["value"])] for row in rows(permit)],
        "points": [[float(c) for c in point.split(",")] for point in drawing.points.split()] if drawing else [],
        "bar": [drawing.bar_px, drawing.bar_m] if drawing else [],
        "words": {
            "basis": _("Legal basis"), "sent": _("Sent"), "to": _("To"), "route": _("Route"), "north": _("N"),
            "hotlines": _("Service 95598, supervision 12398"),
        },
    }  # fmt: skip
