"""What is told about the people who serve."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

register(
    "follow-up-opened",
    _("A customer was not content"),
    _("Please ask what went wrong and see to it by %(due_on)s. The rating itself stays as it was given."),
    Purpose.WORK,
    (Channel.INBOX,),
)
