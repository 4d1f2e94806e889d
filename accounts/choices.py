"""Closed lists of the accounts room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodePurpose(models.TextChoices):
    """What a one-time code opens; a code for one purpose opens nothing else."""

    SIGN_IN = "sign-in", _("Sign-in")
    ON_BEHALF = "on-behalf", _("An officer acting for you")
    SIGN = "sign", _("Signing a document")
    LINK = "link", _("A further way to sign in")
    SUBSCRIBE = "subscribe", _("News of outages")
    ENTRUST = "entrust", _("Letting an agent act for you")


class Purpose(models.TextChoices):
    """What a person may agree to, and take back, one by one."""

    LICENCES = "licences", _("Fetch my licences from government departments")
    SENSITIVE = "sensitive", _("Use my identity number")
    AUTHORITIES = "authorities", _("Pass my data to the departments that give permits")
    TIPS = "tips", _("Send me advice on using electricity")
    SERVICES = "services", _("Call me about energy services")
