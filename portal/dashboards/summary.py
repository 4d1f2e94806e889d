"""Everything the supervision page and its API tell, gathered once; both say the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _

from portal.dashboards import charts, queries
from portal.dashboards.actions import FIGURES
from portal.dashboards.dimensions import DIMENSIONS, Dimension
from portal.dashboards.models import Refresh
from portal.dashboards.periods import Period
from portal.dashboards.score.queries import achieved


def gathered(dimension: Dimension, period: Period, *, at: datetime) -> dict[str, Any]:
    """Eight statements, and one for officers' names, whatever the number of cases."""
    by = dimension if not dimension.is_of_now else DIMENSIONS["class"]
    finished = queries.finished(period)
    refreshed = {row.name: row for row in Refresh.objects.all()}
    figures = refreshed.get(FIGURES)
    now_by, finished_by = queries.now_by(dimension, at), queries.finished_by(by, period)
    queries.worded([(dimension, now_by), (by, finished_by)])
    arrived, came = queries.arrivals(period, at)
    return {
        "at": at, "counted_at": figures.at if figures else None, "refreshed": refreshed,
        "undelivered": figures.detail.get("undelivered", 0) if figures else 0,
        "now": queries.now_in_all(at), "now_by": now_by, "finished": finished[True], "before": finished[False],
        "arrived": arrived, "finished_by": finished_by, "finished_dimension": by,
        "months": queries.by_month(came, at),
        "steps": achieved(period),
    }  # fmt: skip


def drawn(found: dict[str, Any]) -> list[charts.Chart]:
    """The charts of the page, from what was gathered."""
    months = found["months"]
    names = [dateformat.format(row["month"], "n") for row in months]
    flow = [(name, (row["arrivals"], row["cases"])) for name, row in zip(names, months, strict=True)]
    kept = [(name, row["every_stage_share"]) for name, row in zip(names, months, strict=True)]
    time = [
        (str(row["word"]), tuple(float(row[party] or 0) for party in ("company", "government", "customer")))
        for row in found["finished_by"][:12]
    ]
    ages = [
        (f"{least}+" if most is None else f"{least}–{most}", (found["now"][f"age{n}"],))
        for n, (least, most) in enumerate(queries.AGES)
    ]
    return [
        charts.columns(
            "flow", _("Arrived and energised, month by month"), _("Cases in each of the last twelve months."),
            [_("Arrived"), _("Energised")], flow,
        ),
        charts.line(
            "kept", _("All stages on time"), _("Share of energised cases in which every stage was on time."),
            _("All stages on time"), kept,
        ),
        charts.stacked(
            "time", _("Whose workdays"), _("Mean workdays of a case from application to power, by whose turn it was."),
            [_("Ours"), _("The authorities'"), _("The customer's")], time,
        ),
        charts.columns(
            "age", _("Age of the cases under way"), _("Cases by days since the application."), [_("Cases")], ages
        ),
    ]  # fmt: skip
