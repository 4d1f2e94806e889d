"""Where one row of a file stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RowState(TextChoices):
    NEW = "NEW", _("Being checked")
    GOOD = "GOOD", _("In order")
    FAULTY = "FAULTY", _("To be mended")
    QUEUED = "QUEUED", _("Being submitted")
    DONE = "DONE", _("Submitted")
    DROPPED = "DROPPED", _("Replaced")


WORKED_ON = frozenset({RowState.NEW, RowState.QUEUED})
