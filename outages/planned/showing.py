"""One planned work in rows that people read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from outages.planned.choices import PlannedStage
from outages.planned.models import PlannedWork


def facts(work: PlannedWork) -> list[dict[str, Any]]:
    rows = [
        (_("Kind"), work.get_kind_display()),
        (_("Line"), work.feeder.name),
        (_("Transformers"), _(", ").join(work.areas.order_by("code").values_list("name", flat=True))),
        (_("Accounts affected"), work.affected().count()),
        (_("Start"), work.starts_at),
        (_("End"), work.ends_at),
        (_("Proposed by"), str(work.proposed_by)),
    ]
    if work.origin:
        rows.append((_("For application (number)"), work.origin.reference))
    if work.live_method:
        rows += [
            (_("How it is done live"), work.get_live_method_display()),
            (_("Customer-hours saved"), round(work.saved_customer_hours)),
        ]
    if work.why_not_live:
        rows += [
            (_("Why it cannot be done live"), work.why_not_live),
            (_("Class"), work.get_notice_class_display()),
        ]
    if work.stage in (PlannedStage.OUTAGE_REQUEST, PlannedStage.APPROVED):
        rows.append((_("Announce before"), work.announce_by))
    if (role := work.next_role()) and work.stage == PlannedStage.OUTAGE_REQUEST:
        rows.append((_("Next to approve"), role.label))
    if work.started_at:
        rows.append((_("Switched off"), work.started_at))
    if work.restored_at:
        rows.append((_("Power is back"), work.restored_at))
    return [{"label": label, "value": value} for label, value in rows]
