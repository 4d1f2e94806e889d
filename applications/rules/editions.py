"""The decision tables of each edition of the rules, in the order in which they are asked."""

from __future__ import annotations

from applications.rules.clocks import CLOCKS, HIGH, LV, MV
from applications.rules.tables import Row as R
from applications.rules.tables import Tables

EDITION_2021 = Tables(
    size=(
        R("SMALL_MICRO", "R-05", "small-micro", small_micro=True),
        R("ABOVE", "R-05", "above-small-micro", band=LV, residential=False),
        R("OTHER", "R-05", "", small_micro=False),
    ),
    grounds=(
        R("Z1", "R-18", "substitution", high_voltage=True, substitution_leads=True, eligible=True),
        R("Z2", "R-19", "charging", high_voltage=True, ev_charging=True, eligible=True),
        R("Z3", "R-20", "zone", favoured_zone=True, tariff="COMMERCIAL_INDUSTRIAL", eligible=True),
        R("Z4", "R-21", "free-small-micro", small_micro=True, eligible=True),
        R("Z5", "R-22", "farming", tariff="AGRICULTURAL", eligible=True),
        R("Z6", "R-23", "home", band=LV, residential=True, eligible=True),
    ),
    not_grounds=(
        R(
            "Z1",
            "R-18",
            "substitution-too-small",
            high_voltage=True,
            substitution=True,
            substitution_leads=False,
            eligible=True,
        ),
        R("", "R-25", "temporary-not-free", eligible=False),
    ),
    investment=(
        R("ZERO", "R-24", "ground-found", has_ground=True),
        R("INVEST_REVIEW", "R-23a", "urban-review", urban=True),
        R("BY_AGREEMENT", "R-24", "by-agreement", has_ground=False),
    ),
    permits=(
        R("NONE", "R-02", "no-permit", permits_needed=False),
        R("PARALLEL", "R-02", "parallel-class", exempt_class=False),
        R("PARALLEL", "R-02", "parallel-basis", exemption_granted=False),
        R("FILING", "R-01", "filing-any-length", length_limited=False),
        R("FILING", "R-01", "filing", length="WITHIN"),
        R("PARALLEL", "R-02", "parallel-long", length="BEYOND"),
    ),
    length_note=(
        R("SURELY", "R-01a", "length-surely-long", length_matters=True, straight_line=True, length="BEYOND"),
        R("PRELIMINARY", "R-01a", "length-preliminary", length_matters=True, straight_line=True),
        R("CONFIRM", "R-01a", "length-close", length_matters=True, length_close=True),
        R("CLEAR", "R-01a", ""),
    ),
    plan=(
        R("NONE", "R-11", "no-plan", band=LV, invested=True),
        R("ORDINARY", "R-11", "plan-lv", band=LV, invested=False),
        R("ORDINARY", "R-12", "plan-high", band=HIGH),
        R("ORDINARY", "R-12", "plan-dual", band=MV, single=False),
        R("ORDINARY", "R-12", "plan-important", band=MV, important=True),
        R("ORDINARY", "R-12", "plan-large", band=MV, within_on_site=False),
        R("ON_SITE", "R-12", "plan-on-site", band=MV, single=True, important=False, within_on_site=True),
    ),
    works=(
        R("CUSTOMER", "R-24", "works-customer", invested=False),
        R("SMALL_MICRO", "R-16", "works-small-micro", small_micro=True),
        R("LV", "R-L1", "works-lv", band=LV),
        R("MV", "R-14", "works-mv", band=MV),
        R("IN_STEP", "R-15", "works-in-step", band=HIGH),
    ),
    steps=(
        R("1", "R-05", "one-step", small_micro=True, temporary=False),
        R("2", "R-06", "two-steps-temporary", temporary=True, band=LV),
        R("2", "R-06", "two-steps-temporary", temporary=True, single=True, band=MV),
        R("2", "R-06", "two-steps-home", band=LV, residential=True),
        R("3", "R-06", "three-steps", band=LV),
        R("2", "R-06", "two-steps", band=MV, single=True, new=True, important=False, residential=False),
        R("4", "R-06", "four-steps", high_voltage=True),
    ),
    notes=(
        R("", "R-L1", "lv-total", band=LV),
        R("", "R-13", "constrained", constrained=True),
        R("", "R-25", "lease", lease=True),
        R("", "C6", "supervised", supervised=True),
        R("", "R-07", "authority-CITY", authority="CITY"),
        R("", "R-07", "authority-PROVINCE", authority="PROVINCE"),
        R("", "R-09", "green-channel", green_channel=True),
        R("", "R-03", "no-documents"),
        R("", "R-10", "any-hour"),
        R("", "R-08", "chief"),
        R("", "R-24", "no-other-fee"),
    ),
    clocks=CLOCKS,
)

EDITIONS: dict[str, Tables] = {"2021": EDITION_2021}
