"""What can be heard of, and how far a push has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    APPLICATION = "application", _("applications")
    OUTAGE = "outage", _("outages")


class PushState(models.TextChoices):
    WAITING = "WAITING", _("on its way")
    TAKEN = "TAKEN", _("taken")
    DEAD = "DEAD", _("given up")


WHY = {
    "unreachable": _("nobody answers there"),
    "timeout": _("no answer in time"),
    "broken-off": _("broken off"),
    "host-not-allowed": _("this host is not allowed"),
    "points-inside": _("the name points inside"),
}
"""Why there was no answer, in words."""

PING = "ping"
"""What is pushed to try an address; nobody has to ask for it."""
