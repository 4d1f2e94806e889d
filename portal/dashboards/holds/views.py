"""The page of unusual holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from applications.turns import AUTOMATIC
from deadlines.actions import current_calendar
from deadlines.choices import ExtensionReason, PauseReason
from portal.dashboards.access import supervisors_only
from portal.dashboards.holds.queries import holds
from portal.dashboards.holds.rules import judged

SHOWN = 100


class HoldsForm(forms.Form):
    """Narrowed to a reason, or to what still stands."""

    reason = forms.ChoiceField(
        label=_("Reason"), required=False,
        choices=[
            ("", _("Every one")), *((r.value, r.label) for r in PauseReason if r not in AUTOMATIC),
            (_("Later days"), ExtensionReason.choices),
        ],
    )  # fmt: skip
    standing = forms.BooleanField(label=_("Only those that still stand"), required=False)

    def keeps(self, one: Any) -> bool:
        """Asked after all were judged: what is usual is usual among all of them."""
        given = self.cleaned_data if self.is_valid() else {}
        is_reason = given.get("reason") in ("", None, one.hold.reason)
        return is_reason and not (given.get("standing") and one.hold.ended_at)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    supervisors_only(request.user)
    at = timezone.now()
    form = HoldsForm(request.GET)
    rows = judged(holds(at=at), calendar=current_calendar(), today=timezone.localdate(at))
    shown = [one for one in rows if form.keeps(one)][:SHOWN]
    names = User.objects.in_bulk({who for one in shown for who in (one.hold.officer, one.hold.by) if who})
    labels = dict([*PauseReason.choices, *ExtensionReason.choices])
    told = [
        {
            "one": one, "officer": names.get(one.hold.officer), "second": names.get(one.hold.by),
            "reason": labels[one.hold.reason],
        }
        for one in shown
    ]  # fmt: skip
    context = {"form": form, "rows": told, "count": len(rows), "at": at}
    return render(request, "supervision/holds.html", context)
