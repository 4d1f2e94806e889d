"""What owner and agent are told of a mandate."""

from django.utils.translation import gettext_lazy as _

from notifications.templates import register

register(
    "agent-named",
    _("Somebody may act for a customer"),
    _("The page of agents says for whom, what for, and until when. It can be taken back there at any time."),
)
register(
    "agent-ended",
    _("A mandate was taken back"),
    _("From now on nobody acts on it any more. What was done before stays on record."),
)
