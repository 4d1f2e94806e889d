"""`manage.py restore_drill DIR`: brings the newest backup in DIR back beside the real one and proves it whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.backups.actions import drill
from portal.backups.manifest import Damaged
from portal.backups.tools import ToolFailed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            found = drill(folder, say=self.stdout.write)
        except (OSError, Damaged, ToolFailed) as wrong:
            raise CommandError(f"This backup would not have helped: {wrong}") from wrong
        rows = sum(found.manifest.rows.values())
        self.stdout.write(
            f"Whole: {rows:,} rows in {len(found.manifest.rows)} tables, {found.verified.events:,} events in "
            f"{found.verified.cases:,} chains, {found.papers:,} papers. Restored in {found.restored_s:.1f} s, compared "
            f"in {found.counted_s:.1f} s, proved in {found.verified_s:.1f} s. Backup of {found.manifest.made_at}."
        )
        if found.broken:
            self.stdout.write(f"What must hold of all rows did not when it was made: {', '.join(found.broken)}.")
        else:
            self.stdout.write("What must hold of all rows holds.")
