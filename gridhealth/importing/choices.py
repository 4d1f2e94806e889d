"""Closed lists of an import."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    PANDAPOWER = "PANDAPOWER", _("pandapower JSON")
    TABLES = "TABLES", _("CSV tables")
    CIM = "CIM", _("CIM (RDF/XML)")


class Phase(TextChoices):
    WAITING = "WAITING", _("Waiting")
    READING = "READING", _("Reading the file")
    CHECKING = "CHECKING", _("Checking what hangs together")
    STORING = "STORING", _("Storing")
    DONE = "DONE", _("Imported")
    REFUSED = "REFUSED", _("Not imported")


OVER = (Phase.DONE, Phase.REFUSED)
PERCENT = {
    Phase.WAITING: 0, Phase.READING: 15, Phase.CHECKING: 50, Phase.STORING: 65, Phase.DONE: 100, Phase.REFUSED: 100,
}  # fmt: skip

FIELDS = {
    "name": _("Name"), "voltage_kv": _("Voltage (kV)"), "rated_kva": _("Rating (kVA)"),
    "current_limit_a": _("Current limit (A)"), "limit_a": _("Current limit (A)"), "length_m": _("Length (m)"),
    "r_ohm": _("Resistance (Ω)"), "x_ohm": _("Reactance (Ω)"), "township_code": _("Code of the township"),
    "is_normally_closed": _("Normally closed"), "vector_group": _("Vector group"),
    "supply_area": _("Class of the supply area (DL/T 5729)"),
}  # fmt: skip
"""What a file or a person may change of an object, in words."""
