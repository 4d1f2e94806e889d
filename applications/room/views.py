"""The officers' pages: the queue, and taking cases from it. One case: `casework`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden
from accounts.roles import READERS, Role
from applications.green.rules import wanted_light
from applications.models import Application
from applications.room import actions
from applications.room.bulk import BULK
from applications.room.filters import DESKS, QueueFilter
from applications.room.places import PLACES
from applications.room.queue import (
    MOST_COUNTED,
    Cases,
    Page,
    counts,
    key_projects,
    page_of,
    promises,
    shown,
    takers,
    waiting,
)
from applications.room.saving import saved_views
from deadlines.actions import current_calendar

TABS = {
    "all": gettext_lazy("All"),
    "ours": gettext_lazy("Our turn"),
    "others": gettext_lazy("Waiting for others"),
    "mine": gettext_lazy("Taken by me"),
}


@login_required
@require_safe
def queue(request: HttpRequest, place: str = "queue") -> HttpResponse:
    """A page of the queue; htmx gets the list alone, which looks for news by itself."""
    officers_only(request)
    form, here, now = QueueFilter(request.GET), PLACES[place], timezone.now()
    if exact := _exactly(form.number_given, by=request.user):
        return redirect("room:case", exact)
    show = request.GET.get("show", "")
    show = show if show in TABS else "all"
    rows = form.narrow(waiting(request.user).filter(here.holds), at=now)
    page = page_of(
        shown(rows, show, request.user), after=request.GET.get("after", ""), have_dates=form.has_dates
    )  # fmt: skip
    kept = {**form.kept, **({"show": show} if show != "all" else {})}
    context = {
        "place": here, "url": reverse(f"room:{place}"), "form": form, "show": show, "is_narrowed": bool(form.given),
        "may_take": bool(request.user.roles & set(DESKS)), "bulk": _bulk(request.user),
        **_rows(page, _first(rows, request, show, place), at=now), "tabs": _tabs(rows, form.kept, request.user),
        "later_url": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "views": saved_views(request.user), "query": urlencode(kept),
    }  # fmt: skip
    return render(request, "room/list.html" if request.headers.get("HX-Request") else "room/queue.html", context)


def _first(rows: Cases, request: HttpRequest, show: str, place: str) -> Sequence[Application]:
    """Key projects stand above the first page of the whole queue; whoever narrows it has them among the others."""
    is_whole = place == "queue" and show in ("all", "ours") and not request.GET.get("after")
    return key_projects(rows) if is_whole and not request.GET.get("key") else ()


def _rows(page: Page, first: Sequence[Application], *, at: datetime) -> dict[str, Any]:
    """What the page says of its cases, read for all of them at once."""
    above = {case.pk for case in first}
    told = _told([*first, *(case for case in page.rows if case.pk not in above)], at=at)
    return {"first": told[: len(above)], "rows": told[len(above) :]}


def _bulk(user: Any) -> list[tuple[str, Any]]:
    """What this officer can do with many cases at once. Reading roles read."""
    if not user.roles - READERS:
        return []
    return [(name, act.label) for name, act in BULK.items()]


def _exactly(number: str, *, by: Any) -> str:
    """A whole case number leads straight to the case, wherever it stands."""
    known = Application.objects.visible_to(by).filter(number=number) if number else Application.objects.none()
    return known.values_list("number", flat=True).first() or ""


def _tabs(rows: Any, given: dict[str, Any], user: Any) -> list[dict[str, Any]]:
    found = counts(rows, user)
    return [
        {
            "key": key, "label": label, "url": f"?{urlencode({**given, 'show': key})}", "count": found[key],
            "is_more": found[key] == MOST_COUNTED,
        }
        for key, label in TABS.items()
    ]  # fmt: skip


def _told(rows: Sequence[Application], *, at: datetime) -> list[dict[str, Any]]:
    """What the table says of each case, read for all of them at once."""
    due, officers = promises(rows, current_calendar(), at=at), takers(rows)
    return [
        {
            "case": row, "promise": due.get(row.timeline_id), "officer": officers.get(row.pk),
            "desks": [Role(desk).label for desk in row.desks], "visit_at": row.visit_at,  # type: ignore[attr-defined]

            "wanted": wanted_light(row, on=timezone.localdate(at)),
        }
        for row in rows
    ]  # fmt: skip


@login_required
@require_POST
@idempotent
def take_next(request: HttpRequest) -> HttpResponse:
    """The soonest promise at an own desk that nobody has taken."""
    officers_only(request)
    taken = actions.take_next(by=request.user, at=timezone.now())
    if taken is None:
        messages.info(request, _("Nothing is waiting for you."))
        return redirect("room:queue")
    return redirect("room:case", taken.application.number)


def officers_only(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Hidden
