"""Closed lists of the network: voltages, datums, and where a reservation stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VoltageClass(TextChoices):
    LV = "LV", _("Low voltage (380/220 V)")
    KV10 = "10KV", _("10 kV")
    KV20 = "20KV", _("20 kV")
    KV35 = "35KV", _("35 kV")
    KV110 = "110KV", _("110 kV")


class Crs(TextChoices):
    """The datum of a geometry's numbers. The same pole differs by 550 m between the first and the third."""

    CGCS2000 = "EPSG:4490", _("CGCS2000, as surveyed")
    WGS84 = "EPSG:4326", _("WGS-84, as a satellite receiver gives it")
    GCJ02 = "GCJ-02", _("GCJ-02, as public map services show it")
    BD09 = "BD-09", _("BD-09, as one public map service shows it")


class ReservationStage(TextChoices):
    HELD = "HELD", _("Held for a plan")
    CONNECTED = "CONNECTED", _("Connected")
    RELEASED = "RELEASED", _("Given back")


# What takes capacity from others.
TAKING = (ReservationStage.HELD, ReservationStage.CONNECTED)


class VectorGroup(TextChoices):
    """How the windings of a distribution transformer are joined: it decides how much unbalance it bears."""

    YYN0 = "Yyn0", "Yyn0"
    DYN11 = "Dyn11", "Dyn11"


class SupplyArea(TextChoices):
    """The class of an area by its load density, DL/T 5729: it decides what the network there must bear."""

    A_PLUS = "A+", "A+"
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"
    E = "E", "E"


class BranchKind(TextChoices):
    SECTION = "SECTION", _("Line section")
    SWITCH = "SWITCH", _("Switch")
