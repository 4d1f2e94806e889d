"""Proves that no event was changed, removed or slipped in: by the chain of each case, and by the heads kept outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deadlines.models import Event, Timeline

AT_ONCE = 500  # cases


@dataclass
class Verified:
    """How much was looked at, and the first bad place of each broken chain."""

    events: int = 0
    cases: int = 0
    problems: list[str] = field(default_factory=list)


def verify(*, using: str = "default") -> Verified:
    """Recompute every link of every case, in the order of the cases."""
    found = Verified()
    for cases in _in_chunks(using):
        chains: dict[int, list[Event]] = defaultdict(list)
        for event in Event.objects.using(using).filter(timeline__in=cases).order_by("timeline_id", "seq"):
            chains[event.timeline_id].append(event)
        for case in cases:
            found.events, found.cases = found.events + len(chains[case.pk]), found.cases + 1
            if problem := first_break(chains[case.pk], case):
                found.problems.append(f"{case.reference}: {problem}")
    return found


def _in_chunks(using: str) -> Iterator[list[Timeline]]:
    last = 0
    while cases := list(Timeline.objects.using(using).filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield cases
        last = cases[-1].pk


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
