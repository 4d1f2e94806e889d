"""What customer and officers are told of a lease."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

register(
    "lease-offered",
    _("You can lease a transformer for %(number)s"),
    _("An offer, never a duty: your own or one of another supplier is just as good. The page shows sizes and prices."),
)
register(
    "lease-quoted",
    _("The price of your lease for %(number)s is there"),
    _("A transformer is kept for you. Read the price and sign online, or say no."),
)
register("lease-delivered", _("Your transformer for %(number)s is delivered"), _("Its days count from today."))
register(
    "lease-ends-soon",
    _("The lease for %(number)s ends soon"),
    _("Its last day is %(until_on)s. Lease it longer online, or have it ready for collection."),
)
register(
    "lease-overdue",
    _("The transformer for %(number)s is to be returned"),
    _("The lease ended on %(until_on)s. Return it, or lease it longer online; each day more is counted."),
)
register(
    "lease-returned", _("Your transformer for %(number)s is back"), _("The page says what was found. We settle it now.")
)
register(
    "lease-settled", _("The lease for %(number)s is settled"), _("The page shows the days, the price and the rest.")
)
register(
    "lease-overdue-officer",
    _("Transformer overdue: %(number)s"),
    _("The lease ended on %(until_on)s, %(days)s days ago, and it is not back."),
    Purpose.WORK,
    (Channel.INBOX,),
)
