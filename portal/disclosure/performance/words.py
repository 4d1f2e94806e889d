"""The definitions: what each section counts, and what each number means."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.disclosure.performance.rules import Column

ALL, TOTAL = _("All customers"), _("In all")
NOT_PUBLISHED = _("Not published.")
UNTOLD_LEFT_OUT = _("What is not published counts neither as got nor as lost.")


def untold(says: Any, is_untold: bool) -> Any:
    """What a part counts; where nobody can tell from our rows, that comes first."""
    return format_lazy("{} {}", NOT_PUBLISHED, says) if is_untold else says


# key: title, what is counted and how, what the counts count
SECTIONS = {
    "times": (
        _("From application to power"),
        _("Every case that got power in the period. Workdays from the day of application to power, everybody's time "
          "together: ours, the authorities' and the customer's own."),
        _("Cases"),
    ),
    "steps": (
        _("Stage by stage"),
        _("Every promise that ended in the period, in workdays; days on which the case waited for somebody else are "
          "not counted. A stage that was late stays late."),
        _("Stages ended"),
    ),
    "steps_by_class": (
        _("Stage by stage, for each kind of customer"), _("The same, kind by kind."), _("Stages ended"),
    ),
    "permits": (
        _("Permits, authority by authority"),
        _("Every permit decided in the period, granted or refused. Workdays from the whole package to the decision. "
          "This is the authorities' time and is never counted as ours."),
        _("Decided"),
    ),
    "reliability": (
        _("Reliability of supply"),
        _("Every interruption, planned and unplanned, from the moment terminals saw it to the moment power was back."),
        _("Served"),
    ),
    "satisfaction": (
        _("Satisfaction"),
        _("What customers said after power was on. A rating cannot be changed or removed by anybody."),
        _("Ratings"),
    ),
    "score": (
        _("How we would score"),
        _("The questions of international comparisons of getting electricity, answered from our own cases: new "
          "low-voltage connections of businesses with power in the last twelve months."),
        _("Cases"),
    ),
    "index": (
        _("Reliability and transparency, in points"),
        _("Counted by ourselves for this year. We claim no point for what our own records cannot show."),
        _("Points at most"),
    ),
}  # fmt: skip

MEDIAN, P90 = _("Half took at most"), _("Nine of ten took at most")
TIMES = (
    Column("median", MEDIAN, "workdays"), Column("p90", P90, "workdays"),
    Column("on_time", _("All our stages on time"), "share"), Column("every_stage", _("All stages on time"), "share"),
)  # fmt: skip
STEPS = (
    Column("promise", _("Promise"), "workdays"), Column("median", MEDIAN, "workdays"),
    Column("p90", P90, "workdays"), Column("kept", _("On time"), "share"),
)  # fmt: skip
PERMITS = (
    Column("median", MEDIAN, "workdays"), Column("p90", P90, "workdays"), Column("in_time", _("On time"), "share"),
)  # fmt: skip
VALUE = (Column("value", _("Value"), ""),)
POINTS = (Column("value", _("Points"), "points"),)

# Which standard; then key, attribute of its indices, label, unit, meaning
INDICES = (
    ("ieee1366", ("saidi", "saidi", _("Time without power a customer (SAIDI)"), "minutes",
                  _("All minutes of all customers without power, shared among everybody served. IEEE 1366-2022: "
                    "interruptions of more than five minutes."))),
    ("ieee1366", ("saifi", "saifi", _("Interruptions a customer (SAIFI)"), "times",
                  _("How often a customer was without power, in the mean. IEEE 1366-2022."))),
    ("ieee1366", ("asai", "asai", _("Share of time with power (ASAI)"), "availability",
                  _("Hours with power among all hours of all customers. IEEE 1366-2022."))),
    ("dlt836", ("rs1", "asai", _("Reliability of supply (RS-1)"), "availability",
                _("The same by DL/T 836.1-2016, which counts transformers, not customers, and every interruption, "
                  "short ones too."))),
    ("dlt836", ("aihc1", "saidi", _("Time without power a transformer (AIHC-1)"), "hours", _("DL/T 836.1-2016."))),
)  # fmt: skip
SATISFACTION = (
    ("mean", "mean_score", _("Mean of one to five"), "of 5", _("Given by customers after power was on.")),
    ("content", "content_share", _("Four or five"), "share", _("Share of ratings that were good or very good.")),
)
UNITS = {
    "workdays": _("workdays"), "days": _("calendar days"), "minutes": _("minutes"), "hours": _("hours"),
    "times": _("times"), "of 5": _("of 5"), "contacts": _("a case"), "points": _("points"), "share": "", "": "",
    "availability": "",
}  # fmt: skip
