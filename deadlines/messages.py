"""What officers are told about their clocks."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

INBOX = (Channel.INBOX,)

register(
    "clock-warning",
    _("%(number)s is due soon"),
    _("The promise ends on %(due_on)s. Please finish this step, or ask for help today."),
    Purpose.WORK,
    INBOX,
)
register(
    "clock-breach",
    _("%(number)s is overdue"),
    _("The promise ended on %(due_on)s. The record cannot be changed; every further day counts."),
    Purpose.WORK,
    INBOX,
)
register(
    "clock-escalation",
    _("%(number)s is more than a workday overdue"),
    _("The promise ended on %(due_on)s. Please see to it yourself."),
    Purpose.WORK,
    INBOX,
)
register(
    "alerts-held",
    _("%(count)s promises broke at once"),
    _("Far more than usual, or after a long silence. Nobody is told before you look at the clock and the calendar."),
    Purpose.WORK,
    INBOX,
)
