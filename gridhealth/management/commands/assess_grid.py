"""`manage.py assess_grid`: assess the health of the whole network now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gridhealth.health.actions import assess


class Command(BaseCommand):
    help = "Assess the health of every line, transformer area and cell."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{assess(at=timezone.now())} states changed")
