"""The visit as an entry for the customer's own calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from accounts.refusals import Hidden
from applications.actions import mine


@login_required
@require_safe
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """One file with one entry; moving the visit and fetching it again replaces the entry."""
    application = mine(number, by=request.user)
    booked = application.surveys.filter(recorded_at=None, cancelled_at=None).order_by("-pk").first()
    if booked is None:
        raise Hidden
    body = entry(application, booked, at=timezone.now())
    name = f'attachment; filename="{number}.ics"'
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


def entry(application: Any, booked: Any, *, at: datetime) -> bytes:
    """No address and no name: a calendar is often shared."""
    calendar, event, alarm = Calendar(), Event(), Alarm()
    calendar.add("prodid", f"-//{settings.COUNTY['name_en']} power connection//")
    calendar.add("version", "2.0")
    event.add("uid", f"survey-{application.number}@power-connection")
    event.add("sequence", application.surveys.count())
    event.add("summary", _("Our visit") + f" · {application.number}")
    event.add("dtstamp", at)
    event.add("dtstart", booked.booked_from)
    event.add("dtend", booked.booked_until)
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Our visit"))
    alarm.add("trigger", timedelta(hours=-2))
    event.add_component(alarm)
    calendar.add_component(event)
    return calendar.to_ical()
