"""What somebody who subscribed to a township is told."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Purpose
from notifications.templates import register

register(
    "area-ahead",
    _("Planned outage in %(place)s"),
    _("Planned outage in %(place)s from %(start_at)s to %(end_at)s. You asked to be told; the page says how to stop."),
    Purpose.OUTAGE,
)
register(
    "area-now",
    _("Power is off in %(place)s"),
    _("Power has been off in parts of %(place)s since %(start_at)s. Expected back: %(end_at)s."),
    Purpose.OUTAGE,
)
register(
    "area-over",
    _("Power is back in %(place)s"),
    _("Power came back in %(place)s at %(end_at)s."),
    Purpose.OUTAGE,
)
register(
    "area-withdrawn",
    _("No outage in %(place)s"),
    _("What was announced for %(place)s from %(start_at)s no longer holds: the power stays on."),
    Purpose.OUTAGE,
)
