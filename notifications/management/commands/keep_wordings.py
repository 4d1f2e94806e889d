"""`manage.py keep_wordings`: give each new or changed text its next version; those told before stay as they are."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications import templates, wordings


class Command(BaseCommand):
    help = "After a text of a message was written or changed: keep its wording under a version of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        now = templates.current()
        changed = sorted(wordings.differing(wordings.kept(), now))
        if bare := [key for key in changed if wordings.is_untranslated(now[key])]:
            raise CommandError(f"Not translated, or the catalogue is not compiled: {', '.join(bare)}.")
        told = wordings.add(wordings.kept(), now, on=timezone.localdate())
        wordings.FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        for key in changed:
            self.stdout.write(f"{key}: version {len(told[key])}\n")
