"""What customers are told of planned outages."""

from django.utils.translation import gettext_lazy as _

from notifications.templates import register

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
register(
    "planned-outage-restoration", _("The power is back"), _("The planned work is done. Still no power? Call 95598.")
)
register(
    "planned-outage-early", _("The power is back early"),
    _("The work is done before %(end_at)s. Still no power? Call 95598."),
)  # fmt: skip
register(
    "planned-outage-cancellation", _("The planned outage is cancelled"),
    _("Your power stays on at %(start_at)s."),
)  # fmt: skip
