"""What customers are told of planned outages."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

INBOX = (Channel.INBOX,)

register(
    "planned-outage-notice", _("Planned outage at your place"),
    _("From %(start_at)s to %(end_at)s your power will be off for work on the line."),
)  # fmt: skip
register(
    "planned-outage-change", _("The planned outage has a new time"),
    _("The power will be off from %(start_at)s to %(end_at)s. What we announced before no longer holds."),
)  # fmt: skip
register(
    "planned-outage-delay", _("The planned outage starts later"),
    _("The power goes off at %(start_at)s. The announced end stays: %(end_at)s."),
)  # fmt: skip
register(
    "planned-outage-extension", _("The planned outage takes longer"),
    _("We need more time, until %(end_at)s. We are sorry."),
)  # fmt: skip
register("planned-outage-restoration", _("The power is back"), _("The planned work is done. Still no power? Call us."))
register(
    "planned-outage-early", _("The power is back early"),
    _("The work is done before %(end_at)s. Still no power? Call us."),
)  # fmt: skip
register(
    "planned-outage-cancellation", _("The planned outage is cancelled"),
    _("Your power stays on at %(start_at)s."),
)  # fmt: skip
register(
    "planned-work-announce", _("Announce %(number)s soon"),
    _("It is approved. Announce it before %(until_at)s, or it can no longer be a planned outage."), Purpose.CASE, INBOX,
)  # fmt: skip
register(
    "planned-work-ends", _("%(number)s: the announced end is near"),
    _("Supply was promised for %(until_at)s. Restore it, or announce before then that it takes longer."),
    Purpose.CASE, INBOX,
)  # fmt: skip
