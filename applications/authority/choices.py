"""The levels above the county desk."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    CITY = "CITY", _("City company")
    PROVINCE = "PROVINCE", _("Provincial company")


COUNTY = "COUNTY"
