"""What affected customers and crews are told about a fault."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register
from outages.choices import Cause

register(
    "fault-began",
    _("Power cut at %(place)s"),
    _("The power has been off since %(began_at)s. Our crew has been sent. Power is expected back at %(back_at)s."),
    Purpose.OUTAGE,
)
for cause in Cause:
    register(
        f"fault-found-{cause.lower()}",
        _("Cause found: power cut at %(place)s"),
        format_lazy(_("The cause: {cause}. Power is expected back at %(back_at)s."), cause=cause.label),
        Purpose.OUTAGE,
    )
register(
    "fault-progress",
    _("News on the power cut at %(place)s"),
    _("The repair goes on. Power is now expected back at %(back_at)s."),
    Purpose.OUTAGE,
)
register(
    "fault-restored",
    _("Power is back at %(place)s"),
    _("The power came back at %(restored_at)s. Still no power? Open the page of this outage and tell us."),
    Purpose.OUTAGE,
    sms=_("Power is back at %(place)s since %(restored_at)s. Still no power? Reply 0."),
)
register(
    "fault-user-side",
    _("Your line has power"),
    _("Our network is sound at your place. Look at your own main switch and fuses, or ask an electrician."),
    Purpose.OUTAGE,
)
register(
    "fault-none-found",
    _("We found no power cut at your place"),
    _("We looked into what you told us. Still no power? Tell us again."),
    Purpose.OUTAGE,
)
register(
    "fault-called-off",
    _("No power cut at %(place)s"),
    _("What we wrote about a power cut was a false alarm. Still no power? Tell us."),
    Purpose.OUTAGE,
)
register(
    "fault-for-crew",
    _("Fault %(number)s at %(place)s"),
    _("Please go there now. Be on site by %(arrive_by_at)s."),
    Purpose.WORK,
)
register(
    "fault-is-larger",
    _("You were sent to a part of %(number)s at %(place)s"),
    _("Several faults turned out to be one. Look at %(place)s first, and ask the dispatcher who goes on."),
    Purpose.WORK,
)
register(
    "fault-in-major",
    _("Your fault is a part of the major event %(number)s"),
    _("Go on where you are. Say on the page of %(number)s what you found and when power is back."),
    Purpose.WORK,
)
register(
    "fault-is-major",
    _("Major event %(number)s at %(place)s"),
    _("Power has been off since %(began_at)s. Take the lead: the customers hear news more often now."),
    Purpose.WORK,
)
register(
    "fault-estimate-due",
    _("%(number)s needs news"),
    _("The estimate of %(back_at)s is about to pass. Revise it and tell the customers."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "fault-unconfirmed",
    _("%(number)s waits to be confirmed"),
    _("Customers report it since %(began_at)s. Confirm it or call it off: they hear nothing before."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "fault-push-held",
    _("Messages of %(number)s are held"),
    _("So many people are touched that you look first. Let the messages go, or call the dispatcher."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "fault-late-on-site",
    _("The crew of %(number)s is late"),
    _("It was promised for %(arrive_by_at)s. Call the crew, and explain it to the customers."),
    Purpose.WORK,
    (Channel.INBOX,),
)
