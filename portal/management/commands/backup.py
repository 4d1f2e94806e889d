"""`manage.py backup DIR`: copies the database, the papers and photos into a new folder under DIR."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.backups.actions import take
from portal.backups.tools import ToolFailed

KEYS = "The keys (DATA_KEYS, BLIND_INDEX_KEY, SEAL_KEY) are not in it: keep them apart, without them it cannot be read."


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            place = take(folder, at=timezone.now(), say=self.stdout.write)
        except (OSError, ToolFailed) as wrong:
            raise CommandError(f"No backup was made: {wrong}") from wrong
        size = sum(path.stat().st_size for path in place.iterdir())
        self.stdout.write(f"{place} ({size / 1e6:,.1f} MB). {KEYS}")
