"""The page of the pre-assessment: four questions, and the answer as a person wants to read it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.assess.forms import AssessForm, Unit
from applications.assess.journey import Journey
from applications.assess.rooms import is_too_little
from applications.assess.wording import facts, other_reasons
from applications.deciding import rules_of_day
from applications.rules import VoltageClass, decide
from applications.rules.decision import plain
from applications.rules.editions import EDITIONS
from deadlines.actions import current_calendar
from gridhealth.capacity.township import InTownship, in_township


@require_safe
def assess(request: HttpRequest) -> HttpResponse:
    """Everything is in the address, so that an answer can be kept, sent on and opened again."""
    today = timezone.localdate()
    rules = rules_of_day(today)
    asked = "amount" in request.GET or "purpose" in request.GET
    form = AssessForm({"unit": Unit.KW, **request.GET.dict()} if asked else None, rules=rules)
    if not (asked and form.is_valid()):
        return render(request, "assess/page.html", {"form": form})
    capacity = room_for(form)
    decision = decide(replace(form.inputs, grid_constrained=is_too_little(capacity)), rules)
    context = {
        "capacity": capacity,
        "form": form,
        "decision": decision,
        "journey": Journey(decision, today, current_calendar()),
        "facts": facts(decision, EDITIONS[rules.tables]),
        "others": other_reasons(decision, EDITIONS[rules.tables]),
        "assumed": assumed(form),
        "rules": rules,
        "today": today,
    }
    return render(request, "assess/page.html", context)


def room_for(form: AssessForm) -> InTownship | None:
    """What the township has room for, where it was named."""
    township = form.cleaned_data.get("township")
    if not township:
        return None
    applied = form.inputs.applied
    kva = applied / form.rules.lv_power_factor if form.likely == VoltageClass.LV else applied
    return in_township(township, kva.quantize(Decimal("0.01")), at=timezone.now())


def assumed(form: AssessForm) -> list[Any]:
    """What was not said and had to be taken for granted."""
    given, taken = form.cleaned_data, []
    if not given["voltage"]:
        shown = dict(form.fields["voltage"].choices)[form.likely]  # type: ignore[attr-defined]
        taken.append(_("Voltage: %(voltage)s, as usual for this much power.") % {"voltage": shown})
    if form.is_converted:
        unit = "kW" if form.likely == VoltageClass.LV else "kVA"
        number = plain(form.inputs.applied)
        taken.append(_("Your number was converted: about %(number)s %(unit)s.") % {"number": number, "unit": _(unit)})
    if given.get("distance") is None:
        length = plain(form.rules.assumed_length_m)
        taken.append(_("Distance: %(length)s m. If it is further, permits may be needed.") % {"length": length})
    return taken
