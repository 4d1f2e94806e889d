"""One planned work in rows that people read."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from outages.planned.choices import PlannedStage
from outages.planned.models import PlannedWork


def facts(work: PlannedWork) -> list[dict[str, Any]]:
    def told(moment: Any) -> str:
        return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""

    rows = [
        (_("Kind"), work.get_kind_display()),
        (_("Line"), work.feeder.name),
        (_("Transformers"), _(", ").join(work.areas.order_by("code").values_list("name", flat=True))),
        (_("Accounts affected"), work.affected().count()),
        (_("Start"), told(work.starts_at)),
        (_("End"), told(work.ends_at)),
        (_("Proposed by"), str(work.proposed_by)),
    ]
    if work.origin:
        rows.append((_("For application (number)"), work.origin.reference))
    if work.live_method:
        rows += [
            (_("How it is done live"), work.get_live_method_display()),
            (_("Customer-hours saved"), work.saved_customer_hours),
        ]
    if work.why_not_live:
        rows += [
            (_("Why it cannot be done live"), work.why_not_live),
            (_("Class"), work.get_notice_class_display()),
        ]
    if work.stage in (PlannedStage.OUTAGE_REQUEST, PlannedStage.APPROVED):
        rows.append((_("Announce before"), told(work.announce_by)))
    if work.started_at:
        rows.append((_("Switched off"), told(work.started_at)))
    if work.restored_at:
        rows.append((_("Power is back"), told(work.restored_at)))
    return [{"label": label, "value": value} for label, value in rows]
