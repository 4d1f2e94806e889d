"""Where a supply for a limited time stands once the power is on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TemporaryStage(TextChoices):
    RUNNING = "RUNNING", _("Power is on")
    EXPIRED = "EXPIRED", _("Its last day is over")
    NOTICED = "NOTICED", _("Notice of disconnection given")
    ANNOUNCED = "ANNOUNCED", _("Announced once more, just before")
    DISCONNECTED = "DISCONNECTED", _("Disconnected")
    ENDED = "ENDED", _("Ended at the customer's wish")


# The customer is asked what shall come of it.
ASKING = frozenset({TemporaryStage.EXPIRED, TemporaryStage.NOTICED, TemporaryStage.ANNOUNCED})
ANSWERS = frozenset({"extend_supply", "convert_supply", "end_supply"})
