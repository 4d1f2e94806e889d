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
register(
    "permit-due",
    _("%(number)s waits for your decision"),
    _("The two workdays of all authorities of this case end on %(due_on)s."),
    Purpose.WORK,
    INBOX,
)
register(
    "permit-overdue",
    _("%(number)s: your decision is overdue"),
    _("It was due on %(due_on)s. Grant or refuse, please; the supervisor has been told."),
    Purpose.WORK,
    INBOX,
)
register(
    "permit-silence",
    _("%(number)s: an authority keeps silent"),
    _("The decision was due on %(due_on)s and is more than a workday late. The list says whose it is."),
    Purpose.WORK,
    INBOX,
)
