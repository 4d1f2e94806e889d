"""`manage.py verify_events`: prove that no event was changed, removed or slipped in; names the first bad row.

With `--heads DIR` also against the heads that were written there day by day.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deadlines.heads import NoHeads, compare
from deadlines.verifying import verify


class Command(BaseCommand):
    help = "Verify the hash chain of every case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, help="the folder of the daily heads, to compare with")

    def handle(self, *args: Any, heads: Path | None, **options: Any) -> None:
        began = time.perf_counter()
        found = verify()
        for problem in found.problems[:20]:
            self.stderr.write(problem)
        if found.problems:
            raise CommandError(f"{len(found.problems)} broken chains; the first: {found.problems[0]}")
        rate = found.events / max(time.perf_counter() - began, 1e-9)
        self.stdout.write(f"{found.events} events in {found.cases} cases are whole ({rate:,.0f} a second)")
        if heads is not None:
            self._compare(heads)

    def _compare(self, folder: Path) -> None:
        try:
            days, problems = compare(folder)
        except NoHeads as nothing:
            raise CommandError(str(nothing)) from nothing
        if problems:
            raise CommandError("; ".join(problems))
        self.stdout.write(f"They agree with the heads of {days} days")
