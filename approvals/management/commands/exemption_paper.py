"""`manage.py exemption_paper DOCUMENT --issuer WHO --from DAY`: put a government paper that waives permits on file."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.actions import record_paper


class Command(BaseCommand):
    help = "Put on file the government paper that lets an undertaking stand in place of permits, named as the rules do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("document")
        parser.add_argument("--issuer", required=True)
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True)
        parser.add_argument("--until", dest="valid_until", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        begins, ends = options["valid_from"], options["valid_until"]
        if not options["document"].strip() or not options["issuer"].strip():
            raise CommandError("Name the paper and who issued it.")
        if ends is not None and ends < begins:
            raise CommandError("The paper ends before it begins.")
        is_new = record_paper(
            document=options["document"].strip(), issuer=options["issuer"].strip(), valid_from=begins, valid_until=ends
        )
        self.stdout.write("On file." if is_new else "On file already, and left as it is.")
