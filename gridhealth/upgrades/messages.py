"""What we write to whoever wanted to be told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications import templates

OPENED = templates.register(
    "capacity-opened",
    _("There is room now: %(kva)s kVA at %(place)s"),
    _("You wanted to be told. Whoever applies first gets it; applying takes two minutes."),
)
