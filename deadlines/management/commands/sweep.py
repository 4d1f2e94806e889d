"""Raise what is due: once, or for ever with --loop, beside Celery. Either alone is enough."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from deadlines import loading, sweeping
from deadlines.actions import beat

PAUSE_S = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help=f"go on for ever, looking every {PAUSE_S} s")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            now = timezone.now()
            done = sweeping.sweep(at=now)
            moved = loading.carry_through(at=now)
            beat("sweeper", at=now)
            if not options["loop"]:
                self.stdout.write(f"{done} clocks looked at, {moved} due days moved")
                return
            time.sleep(PAUSE_S)
