"""`manage.py seal_key`: a new key for SEAL_KEY, made for the suite in use."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sealing import suite


class Command(BaseCommand):
    help = "Print a new key that seals what the portal files, for the setting SEAL_KEY. Keep it outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(base64.b64encode(suite(settings.CRYPTO_SUITE).new_key()).decode())
