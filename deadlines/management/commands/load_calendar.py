"""`manage.py load_calendar FILE`: load a published calendar year; promises that move are worked out and announced.

The two formats of FILE are described in `deadlines/files.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.refusals import Invalid
from deadlines.files import UnreadableCalendar, read_year
from deadlines.loading import carry_through, load_year
from deadlines.models import ClockChange


class Command(BaseCommand):
    help = "Load a published calendar year from a CSV or JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="the notice the file was made from")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            year, days = read_year(options["file"])
            row = load_year(year, days, source=options["source"] or options["file"].name, at=now)
        except UnreadableCalendar as error:
            raise CommandError(str(error)) from error
        except Invalid as error:
            raise CommandError(str(error.sentence)) from error
        cases = 0
        while found := carry_through(at=now):
            cases += found
        moved = ClockChange.objects.filter(at=now, reason="CALENDAR").count()
        self.stdout.write(
            f"{row.year} loaded as revision {row.revision}: {cases} cases gone through, {moved} due days moved"
        )
