"""Closed lists of the reserve."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LeadKind(TextChoices):
    PROJECT = "PROJECT", _("Investment project")
    LICENCE = "LICENCE", _("New enterprise")


class Level(TextChoices):
    """Who runs the list that a project stands on. City and above are key projects by themselves."""

    COUNTY = "COUNTY", _("County")
    CITY = "CITY", _("City")
    PROVINCE = "PROVINCE", _("Province")
    STATE = "STATE", _("National")


class Source(TextChoices):
    INVESTMENT = "investment", _("Investment platform")
    MARKETING = "marketing", _("Marketing system")
    BY_HAND = "hand", _("Entered by hand")


KEY_LEVELS = frozenset({Level.CITY, Level.PROVINCE, Level.STATE})
