"""What a customer is told of a supply for a limited time."""

from django.utils.translation import gettext_lazy as _

from notifications.templates import register

register(
    "temporary-ends-soon",
    _("Your temporary supply %(number)s ends soon"),
    _("Its last day is %(until_on)s. Online you can take it longer, make it lasting, or end it."),
)
register(
    "temporary-over",
    _("Your temporary supply %(number)s has ended"),
    _("Its last day was %(until_on)s. Power stays on for now: take it longer, make it lasting, or end it online."),
)
register(
    "temporary-extended",
    _("Your temporary supply %(number)s runs on"),
    _("Its new last day is %(until_on)s."),
)
register(
    "disconnect-notice",
    _("Notice: temporary supply %(number)s will be disconnected"),
    _("On %(until_on)s, because its time is over. Until then you can take it longer, make it lasting, or end it."),
)
register(
    "disconnect-now",
    _("Temporary supply %(number)s is disconnected within the hour"),
    _("At the earliest in thirty minutes. Switch off what could suffer, or call us."),
)
register(
    "disconnected",
    _("Temporary supply %(number)s is disconnected"),
    _("For power at this place again, apply anew; what we know is filled in."),
)
