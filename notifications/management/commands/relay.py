"""`manage.py relay`: the outbox's relay as a plain loop, for when there is no Celery or its broker is away."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from notifications.tasks import turn


class Command(BaseCommand):
    help = "Send what waits in the outbox, for ever or once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is ready")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between looks")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        while True:
            close_old_connections()
            has_more = turn(for_s=60)
            if once and not has_more:
                return
            if not has_more:
                time.sleep(every)
