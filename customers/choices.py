"""Closed lists about customers, their sites, and who serves them."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class CustomerKind(TextChoices):
    NATURAL_PERSON = "NATURAL_PERSON", _("Private person")
    ENTERPRISE = "ENTERPRISE", _("Enterprise")
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS", _("Individual business")
    PUBLIC_BODY = "PUBLIC_BODY", _("Public body")
    RURAL_COLLECTIVE = "RURAL_COLLECTIVE", _("Village collective")


# Behind these stands one human being, so their name and number are personal data.
PERSONAL = frozenset({CustomerKind.NATURAL_PERSON, CustomerKind.INDIVIDUAL_BUSINESS})


class LocationClass(TextChoices):
    URBAN = "urban", _("Town")
    RURAL = "rural", _("Countryside")
    REMOTE = "remote", _("Remote")


class ImportanceLevel(TextChoices):
    """From the list the government confirms; nobody becomes important by saying so."""

    NONE = "NONE", _("Ordinary")
    SPECIAL = "SPECIAL", _("Specially important")
    FIRST = "FIRST", _("Important, first level")
    SECOND = "SECOND", _("Important, second level")
    TEMPORARY = "TEMPORARY", _("Important for a time")


class VisitKind(TextChoices):
    AFTER_ENERGISING = "AFTER_ENERGISING", _("After switching on")
    PLANNED = "PLANNED", _("Planned visit")
    AD_HOC = "AD_HOC", _("Visit on request")
    TRIPARTITE = "TRIPARTITE", _("Joint visit of three roles")


class VisitChannel(TextChoices):
    ON_SITE = "ON_SITE", _("On site")
    PHONE = "PHONE", _("By phone")
    ONLINE = "ONLINE", _("Online")


class Score(IntegerChoices):
    VERY_BAD = 1, _("Very bad")
    BAD = 2, _("Bad")
    FAIR = 3, _("Fair")
    GOOD = 4, _("Good")
    VERY_GOOD = 5, _("Very good")


class Errand(TextChoices):
    """What an officer's hours are kept for."""

    SURVEY = "SURVEY", _("Survey")
    VISIT = "VISIT", _("Visit")
