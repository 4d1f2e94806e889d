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


PING = "ping"
"""What is pushed to try an address; nobody has to ask for it."""
