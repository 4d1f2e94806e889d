"""Prove that no event was changed, removed or slipped in: names the first bad row of each broken chain."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.models import Event, Timeline


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        began, count, bad = time.perf_counter(), 0, []
        heads = dict(Timeline.objects.values_list("pk", "last_hash"))
        timeline, seq, previous = None, 0, ""
        for event in Event.objects.order_by("timeline_id", "seq").iterator(chunk_size=2000):
            if event.timeline_id != timeline:
                timeline, seq, previous = event.timeline_id, 0, ""
            seq, count = seq + 1, count + 1
            if (event.seq, event.prev_hash, event.hash) != (seq, previous, event.digest()):
                bad.append(f"event {event.pk} (number {event.seq} of case {event.timeline_id})")
                seq = event.seq
            previous = event.hash
            heads[timeline] = "" if heads.get(timeline) == previous else heads.get(timeline, "missing")
        bad += [f"the last event of case {pk} is missing" for pk, rest in heads.items() if rest]
        if bad:
            raise CommandError(f"{len(bad)} broken places; the first: {bad[0]}")
        rate = count / max(time.perf_counter() - began, 1e-9)
        self.stdout.write(f"{count} events in {len(heads)} cases are whole ({rate:,.0f} a second)")
