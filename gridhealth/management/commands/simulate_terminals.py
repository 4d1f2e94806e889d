"""`manage.py simulate_terminals`: a few terminals of the demo report to the broker (MQTT_URL)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.terminals import run


class Command(BaseCommand):
    help = "Made-up terminals for the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=5)

    def handle(self, *args: Any, count: int, **options: Any) -> None:
        if not (settings.DEMO and settings.MQTT_URL):
            raise CommandError("Terminals are made up in the demo only, and need MQTT_URL.")
        rows = Terminal.objects.exclude(area=None).select_related("area").order_by("pk")[:count]
        terminals = [(row.code, float(row.area.rated_kva)) for row in rows]
        connection.close()
        run(settings.MQTT_URL, terminals)
