"""Loads an edition of prices and fees from a file: `manage.py load_tariffs FILE`. The same file twice is once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.disclosure.prices.actions import load
from portal.disclosure.prices.rules import BadFile


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            row, is_new = load(json.loads(file.read_text(encoding="utf-8")), at=timezone.now())
        except (OSError, json.JSONDecodeError, BadFile) as wrong:
            raise CommandError(f"{file}: {wrong}") from wrong
        self.stdout.write(f"{row.edition}, from {row.effective_from}: {'loaded' if is_new else 'was loaded already'}")
