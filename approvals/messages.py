"""What people are told about the government side."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

INBOX = (Channel.INBOX,)

register(
    "filing-missing",
    _("A part of the filing for %(number)s is missing"),
    _("The page of the filing says what is missing. Without it the works must not begin, or have begun too early."),
    Purpose.WORK,
    INBOX,
)
