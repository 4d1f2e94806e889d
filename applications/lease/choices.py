"""Where a lease stands, and which transformers there are."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Rating(IntegerChoices):
    KVA100 = 100, "100 kVA"
    KVA200 = 200, "200 kVA"
    KVA315 = 315, "315 kVA"
    KVA400 = 400, "400 kVA"
    KVA500 = 500, "500 kVA"
    KVA630 = 630, "630 kVA"


class LeaseStage(TextChoices):
    OFFERED = "OFFERED", _("Lease offered")
    DECLINED = "DECLINED", _("No lease wanted")
    CHOSEN = "CHOSEN", _("Lease wanted")
    QUOTED = "QUOTED", _("Price named")
    CONTRACTED = "CONTRACTED", _("Lease signed")
    DELIVERED = "DELIVERED", _("Delivered")
    IN_SERVICE = "IN_SERVICE", _("In service")
    RETURN_DUE = "RETURN_DUE", _("To be returned")
    RETURNED = "RETURNED", _("Returned")
    SETTLED = "SETTLED", _("Settled")
    CANCELLED = "CANCELLED", _("Called off")


class Instead(TextChoices):
    OWN = "OWN", _("I have a transformer of my own")
    ELSEWHERE = "ELSEWHERE", _("I take one from another supplier")
    NONE = "NONE", _("I need none")


S = LeaseStage
# A transformer stands with this customer, or is kept for them.
HOLDING = frozenset({S.QUOTED, S.CONTRACTED, S.DELIVERED, S.IN_SERVICE, S.RETURN_DUE})
# Nothing is signed yet: it falls away with the application.
UNSIGNED = frozenset({S.OFFERED, S.CHOSEN, S.QUOTED, S.CONTRACTED})
OVER = frozenset({S.SETTLED, S.DECLINED, S.CANCELLED})
