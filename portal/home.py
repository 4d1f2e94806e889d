"""The front door: the home page, the frame around every page, and the reader's display choices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from applications.rulebook.reading import rules_in_force
from applications.rules.rulesets import NoRuleSet
from portal.disclosure.outages.current import current
from portal.disclosure.performance.current import achieved
from portal.navigation import navigation

YEAR = 365 * 24 * 3600
DISPLAY = {
    "language": (settings.LANGUAGE_COOKIE_NAME, [code for code, _name in settings.LANGUAGES]),
    "text": ("text_size", ["normal", "large"]),
    "theme": ("theme", ["auto", "light", "dark"]),
}


def county(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the county's name, the navigation, and how this reader wants to read."""
    user = getattr(request, "user", None)
    name = settings.COUNTY["name_zh" if str(get_language()).startswith("zh") else "name_en"]
    return {
        "county_name": name,
        "navigation": (lambda: navigation(user, request.path)) if user is not None else None,
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
    done = achieved()
    context = {
        "promises": promises(timezone.localdate()), "outages": current(), "small_done": done.get("C4"),
        "works_done": done.get("C3"),
    }  # fmt: skip
    return render(request, "home.html", context)


def promises(today: date) -> dict[str, Any]:
    """The numbers of the rule set in force; nothing where none is."""
    try:
        rules = rules_in_force(today)
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
