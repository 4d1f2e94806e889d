"""How the supervision pages say numbers: shares, differences, and the link to the cases behind one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deadlines.rules import light
from portal.dashboards.dimensions import TOWN_NAMES
from portal.templatetags.portal import light as drawn_light

register = template.Library()
NONE = "–"


@register.filter
def share(value: Any) -> str:
    """0.954 is 95.4 %; nothing known is a dash."""
    return NONE if value is None else f"{float(value):.1%}"


@register.filter
def of(part: int, whole: int) -> str:
    return share(part / whole if whole else None)


@register.filter
def figure(value: Any, places: int = 0) -> str:
    return NONE if value is None else f"{float(value):.{places}f}"


@register.filter
def more(value: Any) -> str:
    """A difference to the period before."""
    return "" if value is None else _("%(n)s to the period before") % {"n": f"{float(value):+.3g}"}


@register.filter
def points(value: Any) -> str:
    """A difference of two shares."""
    return "" if value is None else _("%(n)s percentage points") % {"n": f"{float(value) * 100:+.1f}"}


@register.filter
def town(code: str) -> str:
    return TOWN_NAMES.get(code, code or NONE)


@register.filter
def last_day(due_at: datetime) -> Any:
    """The day a promise ends on: its last instant is the next midnight."""
    return timezone.localdate(due_at - timedelta(microseconds=1))


@register.simple_tag(takes_context=True)
def behind(context: Any, number: int, show: str, key: Any, by: str = "") -> SafeString | str:
    """The number as a link to its cases; a nought leads nowhere."""
    if not number:
        return "0"
    given = {"show": show, "by": by or context["dimension"].name, "key": "" if key is None else key}
    return _linked(context, number, given)


@register.simple_tag(takes_context=True)
def of_step(context: Any, shown: Any, show: str, step: str) -> SafeString | str:
    """What is said of a step as a link to its cases, where the page has a period to look at."""
    return _linked(context, shown, {"show": show, "step": step}) if "period" in context else str(shown)


def _linked(context: Any, shown: Any, given: dict[str, Any]) -> SafeString:
    period = {"first": context["period"].first, "last": context["period"].last}
    return format_html('<a href="{}?{}">{}</a>', reverse("supervision:cases"), urlencode({**given, **period}), shown)


@register.inclusion_tag("components/light.html")
def fact_light(row: Any, at: datetime) -> dict[str, Any]:
    return drawn_light(light(at=at, due_at=row.due_at, amber_at=row.amber_at))
