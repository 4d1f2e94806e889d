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
register(
    "demand-received",
    _("We have your request %(number)s"),
    _("We call you within 24 hours and answer within 5 workdays. You see who is seeing to it on its page."),
    Purpose.REQUESTED,
)
register(
    "demand-contacted",
    _("Your request %(number)s is being seen to"),
    _("We have spoken. You can follow it on its page."),
)
register(
    "demand-answered",
    _("Your request %(number)s is answered"),
    _("Please read the answer. If it does not satisfy you, you can carry it one rung up there."),
)
register(
    "demand-to-own",
    _("%(number)s is yours to answer"),
    _("Call the customer within 24 hours of the beginning and answer in time. The page shows both dates."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "visit-to-make",
    _("A customer is to be visited by %(due_on)s"),
    _("Agree on a day with the customer, and with the others where three are needed. Record the visit afterwards."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "visit-is-near",
    _("A visit is due by %(due_on)s"),
    _("It is still open. Make it in time, or call it off with the reason."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "visit-word-asked",
    _("How was our visit?"),
    _("Tell us in one tap how content you were. What you say stays as you give it."),
    channels=(Channel.INBOX,),
)
