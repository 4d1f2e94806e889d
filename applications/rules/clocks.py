"""The clocks of a case: their codes, their names for people, and which supply gets which of them."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from applications.rules.tables import Clock as C


class ClockKind(TextChoices):
    INTAKE = "C0", _("Taking up the application")
    PLAN = "C1", _("Supply plan")
    PERMITS = "C2", _("Permits")
    WORKS = "C3", _("Our works, 10 or 20 kV")
    WORKS_SMALL_MICRO = "C4", _("Our works, small and micro")
    LV_TOTAL = "C5", _("From application to power")
    DESIGN_REVIEW = "C6", _("Review of your drawings")
    MID_INSPECTION = "C7", _("Inspection before covering up")
    COMPLETION = "C8", _("Final inspection of your installation")
    ENERGISE = "C9", _("Meter and power")
    IN_STEP = "C10", _("Our works in step with yours")
    COMPANY_TOTAL = "C-TOTAL", _("Our time in all")
    ELAPSED = "C-ELAPSED", _("Time since you applied")
    PLAN_VALID = "C-PLAN-VALID", _("Validity of the plan")
    LEVEL_ABOVE = "C-UP", _("With the city or provincial company")
    VISIT = "C-VISIT", _("Our visit after power came on")


def name_of(kind: str) -> Any:
    """What the clock is called, for people."""
    return ClockKind(kind).label if kind in ClockKind else kind


# The law itself sets these limits (R-L1): nobody here can give a later day.
BY_LAW = frozenset({ClockKind.LV_TOTAL.value})

COMPANY, GOVERNMENT, CUSTOMER = "COMPANY", "GOVERNMENT", "CUSTOMER"
LV, MV, HIGH = "LV", "MV", "HIGH"
WRITTEN = ("ON_SITE", "ORDINARY")

# A clock without a rule of its own is a line of this table, and its code is the id of that rule.
CLOCKS: tuple[C, ...] = (
    C("C0", COMPANY, "R-10", "intake"),
    C("C1", COMPANY, "R-12", "plan_hv_single", plan="ON_SITE"),
    C("C1", COMPANY, "R-12", "plan_hv_single", plan="ORDINARY", high_voltage=True, single=True),
    C("C1", COMPANY, "R-12", "plan_hv_dual", plan="ORDINARY", high_voltage=True, single=False),
    C("C1", COMPANY, "R-11", "plan_lv", plan="ORDINARY", high_voltage=False),
    C("C2", GOVERNMENT, "R-02", "permits", permits="PARALLEL"),
    C("C3", COMPANY, "R-14", "works_mv", works="MV"),
    C("C4", COMPANY, "R-16", "works_small_micro", works="SMALL_MICRO"),
    C("C5", COMPANY, "R-L1", "lv_total", high_voltage=False),
    C("C6", COMPANY, "C6", "design_lv", supervised=True, high_voltage=False),
    C("C6", COMPANY, "C6", "design_hv", supervised=True, high_voltage=True),
    C("C7", COMPANY, "C7", "mid_lv", supervised=True, high_voltage=False),
    C("C7", COMPANY, "C7", "mid_hv", supervised=True, high_voltage=True),
    C("C8", COMPANY, "C8", "completion_lv", customer_works=True, high_voltage=False),
    C("C8", COMPANY, "C8", "completion_hv", customer_works=True, high_voltage=True),
    C("C9", COMPANY, "C9", "energise_resident", residential=True, high_voltage=False),
    C("C9", COMPANY, "C9", "energise_lv", residential=False, high_voltage=False),
    C("C9", COMPANY, "C9", "energise_hv", high_voltage=True),
    C("C10", COMPANY, "R-15", None, band=HIGH),
    C("C-TOTAL", COMPANY, "C-TOTAL", "total_resident", high_voltage=False, invested=True, residential=True),
    C("C-TOTAL", COMPANY, "C-TOTAL", "total_lv_free", high_voltage=False, invested=True, residential=False),
    C("C-TOTAL", COMPANY, "C-TOTAL", "total_lv", high_voltage=False, invested=False),
    C("C-TOTAL", COMPANY, "C-TOTAL", "total_hv_single", high_voltage=True, single=True),
    C("C-TOTAL", COMPANY, "C-TOTAL", "total_hv_dual", high_voltage=True, single=False),
    C("C-ELAPSED", COMPANY, "C-ELAPSED", None),
    C("C-PLAN-VALID", CUSTOMER, "C-PLAN-VALID", None, plan=WRITTEN),
)
