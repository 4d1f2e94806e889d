"""`manage.py import_network FILE --cell C05`: import a network file (pandapower JSON, CSV tables, CIM) and report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gridhealth.importing.actions import import_path
from gridhealth.importing.choices import Phase
from gridhealth.importing.models import NetworkImport
from gridhealth.models import GridCell

MOST_SHOWN = 200


class Command(BaseCommand):
    help = "Import a network file into a cell: whole, or not at all. docs/network-files.md describes the files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="pandapower JSON, a ZIP or folder of CSV tables, or CIM RDF/XML")
        parser.add_argument("--cell", required=True, help="code of the cell to which the network belongs")

    def handle(self, *args: Any, file: Path, cell: str, **options: Any) -> None:
        if not file.exists():
            raise CommandError(f"There is no {file}.")
        found = GridCell.objects.filter(code=cell).first()
        if found is None:
            codes = ", ".join(GridCell.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"There is no cell {cell}. There are: {codes or 'none yet'}.")
        row = import_path(file, cell=found, by=None, at=timezone.now(), tell=self._tell)
        self._report(row)
        if row.phase == Phase.REFUSED:
            raise CommandError("Nothing was imported. Mend the file and try again.")

    def _tell(self, row: NetworkImport) -> None:
        self.stderr.write(f"{row.percent:3d} % {Phase(row.phase).label}")

    def _report(self, row: NetworkImport) -> None:
        for title, found in (("error", row.errors()), ("note", row.warnings())):
            for finding in found[:MOST_SHOWN]:
                self.stdout.write(f"{title}: {finding.words}")
            if len(found) > MOST_SHOWN:
                self.stdout.write(f"{title}: and {len(found) - MOST_SHOWN} more")
        for kind, counts in row.counts.items():
            self.stdout.write(f"{kind}: {counts['new']} new, {counts['changed']} changed")
