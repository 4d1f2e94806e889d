"""Closed lists of health: states in their order, indicators by the names the county's tables give them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    HEALTHY = "HEALTHY", _("Healthy")
    SUB = "SUB", _("Sub-healthy")
    ILL = "ILL", _("Ill")
    UNKNOWN = "UNKNOWN", _("Too little data")


ORDER = (State.HEALTHY, State.SUB, State.ILL)


class Indicator(TextChoices):
    T1 = "T1", _("Load of the transformer")
    T2 = "T2", _("Voltage at the customers")
    T3 = "T3", _("Unbalanced currents")
    T4 = "T4", _("Interruptions of the area")
    T5 = "T5", _("Condition of the equipment")
    T6 = "T6", _("Open defects of the area")
    T7 = "T7", _("Structure and age")
    F1 = "F1", _("Load of the line")
    F2 = "F2", _("Voltage at the worst node")
    F3 = "F3", _("Interruptions of the line")
    F4 = "F4", _("Transfer to another line")
    F5 = "F5", _("Worst device of the trunk")
    F6 = "F6", _("Open defects of the line")
    F7 = "F7", _("Share of ill transformer areas")
    C1 = "C1", _("What the cell is made of")
    C2 = "C2", _("Load of the main transformer")


class Severity(TextChoices):
    GENERAL = "GENERAL", _("General")
    SERIOUS = "SERIOUS", _("Serious")
    CRITICAL = "CRITICAL", _("Critical")
