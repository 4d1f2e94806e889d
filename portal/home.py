"""The front door: the home page, the frame around every page, and the reader's display choices."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, path, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from applications.rules.rulesets import NoRuleSet, rule_set_on

YEAR = 365 * 24 * 3600
DISPLAY = {
    "language": (settings.LANGUAGE_COOKIE_NAME, [code for code, _name in settings.LANGUAGES]),
    "text": ("text_size", ["normal", "large"]),
    "theme": ("theme", ["auto", "light", "dark"]),
}


class Door(NamedTuple):
    """One entry of the navigation. Without roles it is for everybody of its kind."""

    label: Any
    url: str
    roles: frozenset[str] = frozenset()


ANYBODY = (
    Door(_("Apply"), "/apply/"),
    Door(_("Track"), "/track/"),
    Door(_("See your promise"), "/assess/"),
    Door(_("No power?"), "/outages/report/"),
)
CUSTOMER = (
    Door(_("Apply"), "/apply/"),
    Door(_("My applications"), "/applications/"),
    Door(_("Account managers"), "/managers/"),
    Door(_("No power?"), "/outages/report/"),
    Door(_("Requests"), "/demands/"),
    Door(_("Messages"), "/messages/"),
    Door(_("My data"), "/my-data/"),
)
STAFF = (
    Door(_("Queue"), "/room/"),
    Door(_("Works"), "/works/", frozenset({"works", "inspector"})),
    Door(_("Meters"), "/meters/", frozenset({"meter", "dispatch"})),
    Door(_("Visits"), "/visits/", frozenset({"manager", "chief"})),
    Door(_("Account managers"), "/managers/", frozenset({"chief"})),
    Door(_("Requests"), "/demands/", frozenset({"chief", "intake", "manager", "supervisor"})),
    Door(_("Projects"), "/projects/", frozenset({"manager", "chief"})),
    Door(_("Desk"), "/desk/", frozenset({"gov"})),
    Door(_("Grid"), "/grid/", frozenset({"planner", "reviewer"})),
    Door(_("Grid health"), "/grid/health/", frozenset({"planner", "reviewer", "supervisor", "chief"})),
    Door(_("Outages"), "/outages/", frozenset({"dispatch", "works", "supervisor"})),
    Door(_("Planned work"), "/outages/planned/", frozenset({"dispatch", "works", "supervisor"})),
    Door(_("Reliability"), "/outages/indices/", frozenset({"supervisor", "leader", "chief"})),
    Door(_("Outage assessment"), "/outages/assessment/", frozenset({"supervisor", "leader"})),
    Door(_("Not delivered"), "/messages/failures/", frozenset({"intake", "chief", "supervisor"})),
    Door(_("Supervision"), "/supervision/", frozenset({"supervisor", "leader", "auditor", "chief"})),
    Door(_("Messages"), "/messages/"),
)


@cache
def is_open(url: str) -> bool:
    """Whether a page stands behind this door yet."""
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def doors(user: Any) -> list[Door]:
    """The navigation of this person: nothing that answers them with a no."""
    if not user.is_authenticated:
        wanted: tuple[Door, ...] = ANYBODY
    elif user.is_staff:
        held = {str(role).lower() for role in getattr(user, "roles", ())}
        wanted = tuple(door for door in STAFF if not door.roles or door.roles & held)
    else:
        wanted = CUSTOMER
    return [door for door in wanted if is_open(door.url)]


def here(path: str, found: list[Door]) -> str:
    """The door behind which this page lies: the longest that it begins with."""
    return max((door.url for door in found if path.startswith(door.url)), key=len, default="")


def county(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the county's name, the navigation, and how this reader wants to read."""
    user = getattr(request, "user", None)
    name = settings.COUNTY["name_zh" if str(get_language()).startswith("zh") else "name_en"]
    return {
        "county_name": name,
        "doors": (lambda: doors(user)) if user is not None else [],
        "door_here": (lambda: here(request.path, doors(user))) if user is not None else "",
        "text_size": chosen(request, "text"),
        "theme": chosen(request, "theme"),
        "is_chinese": str(get_language()).startswith("zh"),
    }


def chosen(request: HttpRequest, setting: str) -> str:
    cookie, values = DISPLAY[setting]
    value = request.COOKIES.get(cookie, "")
    return value if value in values else values[0]


@never_cache
def display(request: HttpRequest, setting: str, value: str) -> HttpResponse:
    """Remember the language, text size or theme in a cookie and go back to the page it was chosen on."""
    cookie, values = DISPLAY.get(setting, ("", []))
    if value not in values:
        raise Http404
    back = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=settings.BEHIND_TLS, httponly=True)
    return response


def home(request: HttpRequest) -> HttpResponse:
    """The three questions people come with. An officer's first page is the queue."""
    if getattr(request, "user", None) and request.user.is_staff:
        at_a_desk = request.user.roles == {"gov"}
        return redirect("/desk/" if at_a_desk else "/room/")
    return render(request, "home.html", {"promises": promises(timezone.localdate())})


def promises(today: date) -> dict[str, Any]:
    """The numbers of the rule set in force; nothing where none is."""
    try:
        rules = rule_set_on(today, settings.COUNTY["code"])
    except NoRuleSet:
        return {}
    return {
        "small_micro": rules.workdays("works_small_micro"),
        "medium_voltage": rules.workdays("works_mv"),
        "on_site_kva": rules.on_site_limit_kva,
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for whoever builds the next page; only in the demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    from portal.gallery import samples

    return render(request, "components/gallery.html", samples())


urlpatterns = [
    path("", home, name="home"),
    path("display/<str:setting>/<str:value>/", display, name="display"),
    path("gallery/", gallery, name="gallery"),
]
