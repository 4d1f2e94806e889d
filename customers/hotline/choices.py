"""Closed lists of the talk with 95598 and the app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Line(TextChoices):
    HOTLINE = "hotline", "95598"
    APP = "app", _("State Grid app")


class Word(TextChoices):
    """What 95598 may say about a ticket of its own, or about a demand that was carried up to it."""

    OPENED = "OPENED", _("opened")
    ADDED = "ADDED", _("something was added")
    WITHDRAWN = "WITHDRAWN", _("taken back")
    ANSWERED = "ANSWERED", _("answered")


class Publication(TextChoices):
    """What goes out. How it reads is told by whoever registers it, when it is handed over."""

    DEMAND = "DEMAND", _("a request and its answers")
    OUTAGE = "OUTAGE", _("an outage")
    CASE = "CASE", _("an application")
