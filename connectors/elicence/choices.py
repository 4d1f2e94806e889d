"""The kinds of licence that are fetched, and the states a licence can be in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LicenceKind(models.TextChoices):
    CITIZEN_ID = "CITIZEN_ID", _("identity card")
    REAL_ESTATE = "REAL_ESTATE", _("real-estate certificate")
    BUSINESS_LICENCE = "BUSINESS_LICENCE", _("business licence")


class LicenceState(models.TextChoices):
    VALID = "VALID", _("valid")
    REVOKED = "REVOKED", _("revoked")
    EXPIRED = "EXPIRED", _("expired")


class Problem(models.TextChoices):
    """Why an answer cannot be taken as it is, though one came."""

    NONE = "", ""
    SEVERAL = "SEVERAL", _("more than one licence fits; please choose")
    WRONG_OWNER = "WRONG_OWNER", _("the licence belongs to somebody else")
    REVOKED = "REVOKED", _("the licence has been revoked")
    EXPIRED = "EXPIRED", _("the licence has expired")
