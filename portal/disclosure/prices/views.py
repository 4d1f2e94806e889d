"""The calculator: asks the published prices, not the database, and works without scripts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.disclosure import store
from portal.disclosure.prices.forms import LABELS, BillForm
from portal.disclosure.prices.pages import DATA
from portal.disclosure.prices.rules import Bill, bill
from portal.disclosure.views import published


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    return calculator(request) if request.GET.keys() & {"rate", "calculate"} else published(request)


def calculator(request: HttpRequest) -> HttpResponse:
    """With nothing asked yet the empty form; with an answer it stands above the form."""
    made = published(request)  # makes the facts where they are missing
    edition = in_force()
    if edition is None:
        return made
    form = BillForm(request.GET if "rate" in request.GET else None, rates=edition["rates"])
    context: dict[str, Any] = {"form": form, "edition": edition, "is_published": True}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        rate, amount = form.rates[given["rate"]], given.get("amount") or Decimal(0)
        told = bill(rate, form.energy_kwh, basis=given["basis"], amount=amount)
        context["bill"], context["lines"] = told, lines(told)
    return render(request, "public/bill.html", context)


def in_force() -> dict[str, Any] | None:
    path = store.file_of(DATA, "")
    if path is None or not path.is_file():
        return None
    told = json.loads(path.read_bytes())
    return next((one for one in told["editions"] if one["edition"] == told["in_force"]), None)


def lines(told: Bill) -> list[dict[str, Any]]:
    seconds = {"capacity": _("By transformer capacity"), "demand": _("By highest demand")}
    return [{"line": line, "name": _name(line.key, seconds)} for line in told.lines]


def _name(key: str, seconds: dict[str, str]) -> str:
    if key.startswith("step-"):
        return _("Step %(number)s") % {"number": key.removeprefix("step-")}
    return seconds.get(key) or str(LABELS[key])
