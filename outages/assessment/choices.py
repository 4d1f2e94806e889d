"""Why an interruption does not count against a team."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Exemption(TextChoices):
    FORCE_MAJEURE = "FORCE_MAJEURE", _("Force majeure, with the weather record")
    USER_SIDE = "USER_SIDE", _("The customer's own equipment")
    THIRD_PARTY = "THIRD_PARTY", _("Third party, with the police or insurance record")
