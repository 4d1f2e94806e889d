"""How the pages say dates, amounts and whose turn it is: the words of the look, for every template."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from applications.rules.clocks import ClockKind
from customers.demands.choices import CLOCK_NAMES

register = template.Library()

HANDS = {"COMPANY": "company", "CUSTOMER": "customer", "GOVERNMENT": "government"}
UNITS = (_noop("kVA"), _noop("kW"), _noop("kWh"), _noop("kV"), _noop("A"), _noop("m"), _noop("CNY"))
"""What a number is counted in; `amount` says it in the reader's language."""
LIGHTS = {"GREEN": "green", "AMBER": "amber", "RED": "red"}


def local_date(value: date | datetime) -> date:
    """The day on the county's wall calendar."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.simple_tag
def gap() -> str:
    """What stands between two sentences in a row: a blank, but nothing after a Chinese full stop."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.filter
def day(value: date | datetime | None) -> str:
    """Thu 24 Sep; with the year when it is not this one."""
    if not value:
        return ""
    on = local_date(value)
    return dateformat.format(on, _("D j M") if on.year == timezone.localdate().year else _("D j M Y"))


@register.filter
def near(value: date | datetime | None) -> str:
    """Today, tomorrow or yesterday by name, any other day as `day` says it."""
    if not value:
        return ""
    names = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return names.get((local_date(value) - timezone.localdate()).days) or day(value)


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words one after the other, as the reader's language parts them."""
    return _(", ").join(str(word) for word in words)


@register.filter
def moment(value: datetime | None) -> str:
    """Thu 24 Sep, 14:32."""
    if not value:
        return ""
    return _("%(day)s, %(time)s") % {"day": day(value), "time": clock_time(value)}


@register.filter
def said(value: object) -> object:
    """A moment or a number as people say it; anything else as it is."""
    if isinstance(value, datetime):
        return moment(value)
    return number(value) if isinstance(value, int | Decimal) else value


@register.filter
def due(value: datetime | None) -> str:
    """Until when: a limit that ends at midnight ends with the day before it, and needs no hour."""
    if not value:
        return ""
    last = timezone.localtime(value) - timedelta(seconds=1)
    return moment(value) if (last.hour, last.minute) != (23, 59) else _("By %(day)s") % {"day": day(last)}


@register.filter
def clock_time(value: datetime | None) -> str:
    """14:32, in the county's time."""
    return dateformat.format(timezone.localtime(value) if timezone.is_aware(value) else value, "H:i") if value else ""


@register.filter
def in_workdays(left: int | None) -> str:
    """How long a promise still has, or how late it is."""
    if left is None:
        return ""
    if left < 0:
        return ngettext("%(count)s workday late", "%(count)s workdays late", -left) % {"count": -left}
    if left == 0:
        return _("due today")
    return ngettext("within %(count)s workday", "within %(count)s workdays", left) % {"count": left}


@register.filter
def workdays(count: int | None) -> str:
    return "" if count is None else ngettext("%(count)s workday", "%(count)s workdays", count) % {"count": count}


def plain_number(value: Any, places: int | None = None) -> str:
    """Without the zeros a database adds; thousands set apart from five figures on: 1250, but 12,500."""
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return ""
    if not number.is_finite():
        return ""
    if places is None:
        places = max(0, -int(number.normalize().as_tuple().exponent))
    return f"{number:{',' if abs(number) >= 10_000 else ''}.{places}f}"


@register.filter
def number(value: Any, places: int | None = None) -> str:
    return plain_number(value, places)


@register.filter
def amount(value: Any, unit: str) -> str:
    """`{{ 1250|amount:"kVA" }}` is 1250 kVA; the blank between them does not break."""
    shown = plain_number(value)
    return f"{shown}\u00a0{_(unit)}" if shown else ""


@register.filter
def kva(value: Any) -> str:
    return amount(value, "kVA")


@register.filter
def metres(value: Any) -> str:
    shown = plain_number(value, 1)
    return f"{shown}\u00a0{_('m')}" if shown else ""


@register.filter
def yuan(value: Any) -> str:
    shown = plain_number(value, 2).removesuffix(".00")
    return _("CNY %(amount)s") % {"amount": shown} if shown else ""


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """A share of one, as people say it: 0.954 is 95.4 %."""
    try:
        return f"{plain_number(Decimal(str(value)) * 100, places)}%"
    except InvalidOperation:
        return ""


@register.filter
def attribute(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """`{{ rows|attribute:name }}`: the value under a key that is itself a variable."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def idempotency_key() -> SafeString:
    """A hidden field that makes a form sent twice count once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of `templates/components/icons/`; decoration only, so say it in words beside it."""
    return render_to_string(f"components/icons/{name}.svg")


@register.simple_tag
def status(label: Any, turn: str = "") -> SafeString:
    """A stage as a small label, coloured by whose turn it is: COMPANY, CUSTOMER, GOVERNMENT, DONE or CLOSED."""
    return format_html(
        '<span class="status status-{}">{}</span>', HANDS.get(str(turn), str(turn).lower() or "none"), label
    )


@register.simple_tag(takes_context=True)
def turn(context: Any, party: str) -> SafeString:
    """Whose turn it is, in words: to the customer "your turn", to an officer "the customer's turn"."""
    is_officer = getattr(context.get("user"), "is_staff", False)
    words = {
        "COMPANY": _("Our turn"),
        "CUSTOMER": _("The customer's turn") if is_officer else _("Your turn"),
        "GOVERNMENT": _("The authority's turn"),
    }
    return status(words.get(str(party), ""), party)


@register.inclusion_tag("components/light.html")
def light(colour: str, *, is_over: bool = False) -> dict[str, Any]:
    """Green, amber or red: a word and a shape beside the colour. `is_over`: the promise was kept or broken."""
    return {"colour": LIGHTS.get(str(colour), "none"), "is_over": is_over}


@register.inclusion_tag("components/clock.html", takes_context=True)
def clock_card(context: Any, clock: Any, *, name: str = "", explained: bool = True) -> dict[str, Any]:
    """One promise: its date in words, its light, the days used, and why, day by day (one or two statements)."""
    now = context.get("now") or timezone.now()
    days = clock.explain(now) if explained and clock.limit_workdays else []
    today = local_date(clock.stopped_at or now)
    return {
        "clock": clock,
        "name": name or clock_name(clock.kind),
        "light_of": clock.light(now),
        "colour": LIGHTS.get(str(clock.light(now)), "none"),
        "days": days,
        "is_by_the_hour": _is_by_the_hour(clock),
        "used": sum(one.counts and one.date <= today for one in days),
    }


def _is_by_the_hour(clock: Any) -> bool:
    """A promise of so many hours ends within a day; all others end with one."""
    return bool(clock.due_at and not clock.limit_workdays and timezone.localtime(clock.due_at).time() != time.min)


@register.filter
def clock_name(kind: str) -> Any:
    """What a clock is called, for people."""
    return ClockKind(kind).label if kind in ClockKind else CLOCK_NAMES.get(kind, kind)
