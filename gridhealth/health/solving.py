"""Where the power flow has no answer at the year's peak."""

from __future__ import annotations

from collections.abc import Iterable

from gridhealth.flow.rules import solve_all
from gridhealth.flow.wires import wires_of
from gridhealth.models import Feeder


def without_answer(feeders: Iterable[Feeder]) -> set[int]:
    """The keys of the lines that are drawn and whose peak no state of the line can carry."""
    lines = list(feeders)
    cases = [wires.loaded(float(line.peak_kw)) for line, wires in zip(lines, wires_of(lines), strict=True)]
    drawn = [(line.pk, case) for line, case in zip(lines, cases, strict=True) if case.count("node")]
    flows = solve_all([case for _pk, case in drawn])
    return {pk for (pk, _case), flow in zip(drawn, flows, strict=True) if not flow.has_converged}
