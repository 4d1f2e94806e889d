"""How the grid is judged, in sentences with the numbers in force: from when on an indicator makes what it makes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gridhealth import rules as capacity
from gridhealth.health.choices import Indicator
from gridhealth.health.queries import lasting
from gridhealth.health.tables import Table, table_on
from portal.templatetags.portal import percent


def method(at: datetime) -> dict[str, Any]:
    table = table_on(localdate(at))
    return {"table": table, "indicators": partial(indicators, table), "capacity": capacity.rules_on(localdate(at))}


def indicators(table: Table) -> list[dict[str, Any]]:
    """In the language of the page."""
    said = {**_loads(table), **_voltages(table), **_interruptions(table), **_others(table), **_of_parts(table)}
    return [
        {"code": one.value, "label": one.label, "source": table.sources.get(one.value, ""), "says": said.get(one, ()),
         "is_required": one.value in table.required}
        for one in Indicator
    ]  # fmt: skip


def _loads(table: Table) -> dict[str, tuple[str, ...]]:
    limits, told = table.load, {}
    for code in ("T1", "F1"):
        words = {"heavy": percent(limits["heavy"], 0), "over": percent(limits["over"], 0),
                 "held": lasting(limits["held_points"][code]), "days": limits["heavy_days"],
                 "window": limits["window_days"]}  # fmt: skip
        told[code] = (
            _("Sub-healthy: %(heavy)s of the rating or more, held for %(held)s.") % words,
            _("Ill: %(over)s held for %(held)s on any day, or more than %(days)s heavy days in %(window)s days.")
            % words,
        )
    return told


def _voltages(table: Table) -> dict[str, tuple[str, ...]]:
    told = {}
    for code in ("T2", "F2"):
        fine, bearable = table.voltage[code]
        words = {"fine": percent(fine, 0), "bearable": percent(bearable, 0), "window": table.voltage["window_days"]}
        told[code] = (
            _("Sub-healthy: less than %(fine)s of the last %(window)s days within the band of the standard.") % words,
            _("Ill: less than %(bearable)s.") % words,
        )
    low = {"volts": f"{table.voltage['lowest_v']:f}", "days": table.voltage["low_days"],
           "held": lasting(table.voltage["low_points"])}  # fmt: skip
    ill = _("Ill too: below %(volts)s V for %(held)s on %(days)s days.") % low
    return {**told, "T2": (*told["T2"], ill)}


def _interruptions(table: Table) -> dict[str, tuple[str, ...]]:
    said = {
        "warn_from": _("Sub-healthy: from %(n)s interruptions in %(window)s days on."),
        "more_than": _("Ill: more than %(n)s interruptions in %(window)s days."),
        "more_planned_than": _("Ill: more than %(n)s planned interruptions in %(window)s days."),
    }
    told = tuple(
        words % {"n": count, "window": window}
        for name, words in said.items()
        for window, count in table.interruptions[name]
    )
    return {"T4": told, "F3": told}


def _others(table: Table) -> dict[str, tuple[str, ...]]:
    limits = table.unbalance
    words = {"limit": f"{limits['limit']:f}", "twice": f"{limits['limit'] * limits['factor']:f}",
             "days": limits["days_over"], "window": limits["window_days"]}  # fmt: skip
    defects = (
        _("Sub-healthy: an open serious defect, or any defect past its day."),
        _("Ill: a critical defect, or a serious one past its day."),
    )
    groups = ", ".join(f"{group} {limit:f} %" for group, limit in limits["limits"].items())
    found = (_("As people found it on site: attention is sub-healthy, abnormal or severe is ill."),)
    return {
        "T5": found, "F5": found, "T7": (_("As people found it on site; never more than sub-healthy by itself."),),
        "T3": (_("Sub-healthy: more than %(limit)s %% between the phases.") % words,
               _("Ill: more than %(twice)s %%, or on more than %(days)s days of %(window)s.") % words,
               _("By vector group the first limit is: %(groups)s.") % {"groups": groups}),
        "T6": defects, "F6": defects,
    }  # fmt: skip


def _of_parts(table: Table) -> dict[str, tuple[str, ...]]:
    fine, bearable = table.ill_areas
    line = {"fine": percent(fine, 0), "bearable": percent(bearable, 0)}
    transfer = {name: percent(value, 0) for name, value in table.transfer.items()}
    cell = {name: percent(value, 0) for name, value in table.cell.items()}
    cell["held"] = lasting(table.load["held_points"]["C2"])
    return {
        "F4": (_("Sub-healthy: part of the load cannot be taken over by other lines."),
               _("Ill: more than %(shortfall)s of it, at %(load)s load or more.") % transfer),
        "F7": (_("Sub-healthy: %(fine)s of its transformers or more are ill.") % line,
               _("Ill: more than %(bearable)s.") % line),
        "C1": (_("Sub-healthy: any line is ill, or %(sub_share)s of the customers hang on what is sub-healthy.") % cell,
               _("Ill: an ill line serves %(ill_feeder)s of the customers, or %(ill_share)s hang on what is ill.")
               % cell),
        "C2": (_("Sub-healthy: %(main_heavy)s of the rating or more, held for %(held)s.") % cell,
               _("Ill: %(main_over)s held for %(held)s.") % cell,
               _("It is the sum of its lines; while one of them is not heard, it is unknown.")),
    }  # fmt: skip
