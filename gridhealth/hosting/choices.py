"""The three grades of room for generation."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    GREEN = "GREEN", _("Open for generation")
    YELLOW = "YELLOW", _("Taken by filed projects")
    RED = "RED", _("No room for generation")
