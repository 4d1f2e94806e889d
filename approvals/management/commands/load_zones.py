"""`manage.py load_zones KIND FILE --source WHERE --from DAY`: the zones in which a route needs that permit."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.choices import PermitKind
from approvals.zones.actions import load_layer
from approvals.zones.rules import LayerFault
from gridhealth.choices import Crs


class Command(BaseCommand):
    help = "Load a layer of zones (GeoJSON). From its day on it takes the place of the one before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=PermitKind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="who drew the layer, and its document")
        parser.add_argument("--from", dest="effective_from", type=date.fromisoformat, required=True)
        parser.add_argument("--crs", choices=Crs.values, default=Crs.CGCS2000.value)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = json.loads(options["file"].read_text(encoding="utf-8"))
            count = load_layer(
                options["kind"], data if isinstance(data, dict) else {}, source=options["source"], crs=options["crs"],
                effective_from=options["effective_from"],
            )  # fmt: skip
        except (OSError, ValueError, LayerFault) as error:
            raise CommandError(f"{options['file']}: {error}") from None
        self.stdout.write(f"{count} zones from {options['effective_from']}")
