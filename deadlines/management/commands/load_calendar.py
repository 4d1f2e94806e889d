"""Load a published calendar year from a CSV file: lines of `date,workday|off,reason`, all of one year.

Only days that differ from Monday-to-Friday need a line. Every promise that moves is worked out and announced anew.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from deadlines.loading import carry_through, load_year

WORDS = {"workday": True, "off": False}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="the notice the file was made from")

    def handle(self, *args: Any, **options: Any) -> None:
        days = self._read(options["file"])
        years = {day.year for day in days}
        if len(years) != 1:
            raise CommandError("The file must hold the days of exactly one year.")
        now = timezone.now()
        row = load_year(years.pop(), days, source=options["source"] or options["file"].name, at=now)
        self.stdout.write(f"{row.year}: revision {row.revision}, {carry_through(at=now)} due days moved")

    def _read(self, path: Path) -> dict[date, tuple[bool, str]]:
        days = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for number, line in enumerate(csv.reader(file), 1):
                    if line and not line[0].startswith("#"):
                        days[date.fromisoformat(line[0].strip())] = (WORDS[line[1].strip()], line[2].strip())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, IndexError) as error:
            raise CommandError(f"{path}, line {number}: write `2027-01-01,off,New Year` or `2027-02-07,workday,...`.") from error
        return days
