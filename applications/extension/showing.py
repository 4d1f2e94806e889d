"""What the second person reads before a later day is decided."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.models import Application
from applications.rules.clocks import name_of
from applications.survey.wording import day, moment


def asked_rows(application: Application) -> list[dict[str, Any]]:
    """Which promise, from when to when, why, and who asked."""
    row = next((one for one in application.timeline.extensions.all() if one.decided_at is None), None)
    if row is None:
        return []
    more = ngettext("%(n)d workday more", "%(n)d workdays more", row.workdays) % {"n": row.workdays}
    return [
        {"label": _("Promise"), "value": name_of(row.clock.kind)},
        {"label": _("Until now"), "value": day(row.old_due_on) if row.old_due_on else ""},
        {"label": _("Then"), "value": day(row.new_due_on) if row.new_due_on else "", "note": more},
        {"label": _("Reason"), "value": row.get_reason_display()},
        {"label": _("Evidence"), "value": row.evidence},
        {"label": _("Asked for by"), "value": str(row.proposed_by), "note": moment(row.proposed_at)},
    ]
