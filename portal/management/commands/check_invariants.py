"""`manage.py check_invariants`: whether everything holds that must hold of all rows; names what does not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.dashboards.integrity.actions import check
from portal.dashboards.integrity.invariants import every


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = check(at=timezone.now())
        for one in found:
            self.stderr.write(f"{one.invariant.key}: {', '.join(one.names)}")
        if found:
            raise CommandError(f"{len(found)} of {len(list(every()))} do not hold")
        self.stdout.write(f"All {len(list(every()))} hold")
