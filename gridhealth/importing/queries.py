"""Which imports have to be begun."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from gridhealth.importing.choices import OVER, Phase
from gridhealth.importing.models import STALLED_AFTER, NetworkImport


def due(at: datetime) -> Q:
    """Received and not begun, or begun by somebody who was killed. A file of the command line is not ours to read."""
    left = ~Q(phase__in=OVER) & Q(begun_at__lt=at - STALLED_AFTER)
    return ~Q(file="") & (Q(phase=Phase.WAITING) | left)


def waiting(*, at: datetime) -> list[int]:
    return list(NetworkImport.objects.filter(due(at)).order_by("pk").values_list("pk", flat=True))
