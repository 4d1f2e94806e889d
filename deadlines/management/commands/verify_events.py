"""`manage.py verify_events`: prove that no event was changed, removed or slipped in; names the first bad row."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.models import Event, Timeline

AT_ONCE = 500  # cases


class Command(BaseCommand):
    help = "Verify the hash chain of every case."

    def handle(self, *args: Any, **options: Any) -> None:
        began, self.events, self.cases = time.perf_counter(), 0, 0
        bad = [problem for cases in self._in_chunks() for problem in self._problems(cases)]
        for problem in bad[:20]:
            self.stderr.write(problem)
        if bad:
            raise CommandError(f"{len(bad)} broken chains; the first: {bad[0]}")
        rate = self.events / max(time.perf_counter() - began, 1e-9)
        self.stdout.write(f"{self.events} events in {self.cases} cases are whole ({rate:,.0f} a second)")

    def _in_chunks(self) -> Iterator[list[Timeline]]:
        last = 0
        while cases := list(Timeline.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            yield cases
            last = cases[-1].pk

    def _problems(self, cases: list[Timeline]) -> Iterator[str]:
        """The first bad place of each broken chain, in the order of the cases."""
        chains: dict[int, list[Event]] = defaultdict(list)
        for event in Event.objects.filter(timeline__in=cases).order_by("timeline_id", "seq"):
            chains[event.timeline_id].append(event)
        for case in cases:
            self.events, self.cases = self.events + len(chains[case.pk]), self.cases + 1
            if problem := first_break(chains[case.pk], case):
                yield f"{case.reference}: {problem}"


def first_break(chain: Iterable[Event], case: Timeline) -> str:
    """Where the chain is not what was written; empty when it is whole. The case itself remembers the last link."""
    seq, previous = 0, ""
    for event in chain:
        if event.seq != seq + 1:
            return f"event {seq + 1} is missing before row {event.pk}"
        if event.prev_hash != previous or event.hash != event.digest():
            return f"event {event.seq} (row {event.pk}) is not what was written"
        seq, previous = event.seq, event.hash
    return "" if (seq, previous) == (case.last_seq, case.last_hash) else f"event {case.last_seq} is missing at the end"
