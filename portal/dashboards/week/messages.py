"""What supervisors are told of a week."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

register(
    "week-report",
    _("Last week: who saw, took away and held up what"),
    _(
        "Personal data seen in full: %(seen)s. Rows taken away: %(taken)s. Promises put to rest: %(held)s. "
        "Later days given: %(later)s."
    ),
    Purpose.WORK,
    (Channel.INBOX,),
)
