"""What must hold of all rows whatever happened: each a question to the database whose right answer is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.dashboards.integrity.asking import Invariant
from portal.dashboards.integrity.machines import machines, of_machine
from portal.dashboards.integrity.of_cases import CASES
from portal.dashboards.integrity.of_guards import GUARDS
from portal.dashboards.integrity.of_messages import MESSAGES
from portal.dashboards.integrity.of_promises import PROMISES


@dataclass(frozen=True)
class Broken:
    invariant: Invariant
    names: list[str]


def broken(*, at: datetime, using: str = "default") -> Iterator[Broken]:
    """Every invariant that does not hold at `at`, with the first names that break it."""
    for invariant in every():
        if names := invariant.broken_by(at=at, using=using):
            yield Broken(invariant, names)


def every() -> Iterator[Invariant]:
    """Those of the lists, and two of each machine."""
    yield from (*CASES, *PROMISES, *MESSAGES, *GUARDS)
    for model in machines():
        yield from of_machine(model)
