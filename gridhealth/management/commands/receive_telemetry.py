"""`manage.py receive_telemetry`: listen to the broker of the terminals (MQTT_URL) and store what they report."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gridhealth.telemetry.receiver import Receiver


class Command(BaseCommand):
    help = "Store what terminals report, for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MQTT_URL:
            raise CommandError("MQTT_URL names no broker, for example mqtt://127.0.0.1:1883")
        Receiver(settings.MQTT_URL).run()
