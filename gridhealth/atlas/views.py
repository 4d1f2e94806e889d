"""Pages of the network: the map with its list, one line, one transformer area."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gridhealth import queries
from gridhealth.atlas import queries as atlas
from gridhealth.atlas.forms import MapFilter, MoreForm
from gridhealth.capacity.county import open_everywhere
from gridhealth.flow.queries import VALLEY_SHARE, LineModel
from gridhealth.guards import officers_only
from gridhealth.hosting.queries import rooms
from gridhealth.models import Feeder, TransformerArea
from gridhealth.upgrades.queries import board

A_PAGE = 25


@login_required
@require_safe
def county_map(request: HttpRequest) -> HttpResponse:
    """Lines on a drawing of our own, and the same lines as a list: each with its state, its room, its cell."""
    officers_only(request.user)
    form = MapFilter(request.GET)
    rows = Feeder.objects.select_related("cell", "health", "main_transformer").defer("geometry").order_by("code")
    if form.is_valid():
        rows = _narrowed(rows, form.cleaned_data)
    pages = Paginator(rows, A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    now = timezone.now()
    found, grades = open_everywhere(at=now), rooms(on=timezone.localdate(now))
    for line in page:
        line.open = found["feeder", line.pk]
        line.room = grades["feeder", line.pk]
    context = {"form": form, "page": page, "is_narrowed": any(form.data.values()), "query": _query(request)}
    return render(request, "grid/map.html", context)


def _narrowed(rows: Any, given: dict[str, Any]) -> Any:
    if given["cell"]:
        rows = rows.filter(cell=given["cell"])
    if given["state"]:
        rows = rows.filter(health__state=given["state"])
    if given["name"]:
        rows = rows.filter(Q(name__icontains=given["name"]) | Q(code__icontains=given["name"]))
    return rows


def _query(request: HttpRequest) -> str:
    """What narrows the list, for the links to its other pages."""
    given = request.GET.copy()
    given.pop("page", None)
    return given.urlencode()


@login_required
@require_safe
def line(request: HttpRequest, code: str) -> HttpResponse:
    """A line: how it is, what it still has, its curves, its voltage outward, and what hangs on it."""
    officers_only(request.user)
    along = ("cell", "health", "main_transformer__substation")
    feeder = get_object_or_404(Feeder.objects.select_related(*along).defer("geometry"), code=code)
    context = _about(request, feeder, feeder, None)
    found = context.pop("found")
    areas = list(feeder.areas.select_related("health").defer("geometry").order_by("code"))
    for area in areas:
        area.open = found["area", area.pk]
    return render(request, "grid/line.html", {**context, "areas": areas})


@login_required
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """A transformer area: the same questions, seen from its own end of the line."""
    officers_only(request.user)
    along = ("cell", "health", "feeder__main_transformer__substation", "feeder__cell")
    one = get_object_or_404(TransformerArea.objects.select_related(*along), code=code)
    context = _about(request, one, one.feeder, one)
    context.pop("found")
    return render(request, "grid/area.html", context)


def _about(request: HttpRequest, target: Any, feeder: Feeder, area: TransformerArea | None) -> dict[str, Any]:
    now = timezone.now()
    today, kind = timezone.localdate(now), "area" if area else "feeder"
    form = MoreForm(request.GET if "add_kva" in request.GET else None)
    add_kva = form.cleaned_data["add_kva"] if form.is_valid() else None
    found, model = open_everywhere(at=now), LineModel(feeder)
    open_here = found[kind, target.pk]
    what_if = atlas.what_if(model, add_kva, open_here, area=area, at=now) if add_kva else None
    before = what_if.before if what_if else model.solved()
    return {
        "target": target, "feeder": feeder, "form": form, "found": found, "open": open_here,
        "reason": queries.BOTTLENECKS[open_here.bottleneck] if not open_here.open_kva else "",
        "room": rooms(on=today)[kind, target.pk], "year": atlas.year_of(target, on=today),
        "day": atlas.day_of(target, at=now), "flow": before.flow, "what_if": what_if,
        "valley": model.solved(share=VALLEY_SHARE).flow,
        "voltage": atlas.voltage_of(before.spots, what_if.after.spots if what_if else []),
        "upgrades": board().filter(done_on=None, **{kind: target}),
    }  # fmt: skip
