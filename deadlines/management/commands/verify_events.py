"""`manage.py verify_events`: prove that no event was changed, removed or slipped in; names the first bad row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.models import Event, Timeline


class Command(BaseCommand):
    help = "Verify the hash chain of every case."

    def handle(self, *args: Any, **options: Any) -> None:
        began, self.count = time.perf_counter(), 0
        bad = list(self._problems())
        for problem in bad[:20]:
            self.stderr.write(problem)
        if bad:
            raise CommandError(f"{len(bad)} broken chains; the first: {bad[0]}")
        rate = self.count / max(time.perf_counter() - began, 1e-9)
        cases = Timeline.objects.count()
        self.stdout.write(f"{self.count} events in {cases} cases are whole ({rate:,.0f} a second)")

    def _problems(self) -> Iterator[str]:
        """The first bad place of each broken chain, in the order of the cases."""
        events = Event.objects.order_by("timeline_id", "seq").iterator(chunk_size=2000)
        heads = (
            Timeline.objects.exclude(last_seq=0).order_by("pk").values_list("pk", "reference", "last_seq", "last_hash")
        )
        chains = groupby(events, key=lambda event: event.timeline_id)
        pk, chain = next(chains, (None, iter(())))
        for timeline, reference, last_seq, last_hash in heads.iterator(chunk_size=2000):
            while pk is not None and pk < timeline:
                yield f"events of case number {pk}, which says that it has none"
                pk, chain = next(chains, (None, iter(())))
            problem = self._first_break(chain if pk == timeline else iter(()), last_seq, last_hash)
            if problem:
                yield f"{reference}: {problem}"
            if pk == timeline:
                pk, chain = next(chains, (None, iter(())))
        if pk is not None:
            yield f"events of case number {pk}, which says that it has none"

    def _first_break(self, chain: Iterator[Event], last_seq: int, last_hash: str) -> str:
        seq, previous = 0, ""
        for event in chain:
            self.count += 1
            if event.seq != seq + 1:
                return f"event {seq + 1} is missing before row {event.pk}"
            if event.prev_hash != previous or event.hash != event.digest():
                return f"event {event.seq} (row {event.pk}) is not what was written"
            seq, previous = event.seq, event.hash
        return "" if (seq, previous) == (last_seq, last_hash) else f"its last event is number {seq}, not {last_seq}"
