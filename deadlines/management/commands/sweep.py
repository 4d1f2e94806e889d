"""`manage.py sweep`: raise what is due, once, or for ever with --loop, beside Celery. Either alone is enough.

The loop also hands over messages that wait, so that promises and news go on without a broker.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.db.utils import InterfaceError, OperationalError

from deadlines.models import Heartbeat
from deadlines.tasks import turn
from deadlines.wallclock import Reading
from notifications.tasks import turn as relay


class Command(BaseCommand):
    help = "Warnings, breaches and escalations of everything that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on for ever")
        parser.add_argument("--trust-clock", action="store_true", help="the machine's clock was looked at and is right")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between looks")

    def handle(self, *args: Any, loop: bool, every: float, trust_clock: bool, **options: Any) -> None:
        if trust_clock:
            Heartbeat.objects.trust(Reading.now())
        if not loop:
            self.stdout.write(f"{turn(driver='once', for_s=3600)} rows gone through")
            return
        while True:
            close_old_connections()
            try:
                turn(driver="loop", for_s=60)
                relay(for_s=every)
            except (OperationalError, InterfaceError) as error:  # the database is away: it is asked again soon
                self.stderr.write(f"no database: {error}")
            time.sleep(every)
