"""Many permits at once: first what would be done and what stands against it, then one decision after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Invalid, Refusal
from approvals.models import Permit
from approvals.verbs import open_to, run
from deadlines import machine

MOST = 50
BULK = {"take": gettext_lazy("Take"), "grant": gettext_lazy("Grant")}


@dataclass(frozen=True)
class Line:
    """One permit of a bulk act: what keeps it from being done, or how it ended."""

    permit: Permit
    document_no: str = ""
    obstacle: Any = ""


def before(permits: Iterable[Permit], verb: str, *, by: Any) -> list[Line]:
    """What would happen; a document number is asked for only afterwards, so it is no obstacle yet."""
    return [Line(permit, obstacle=_obstacle(permit, verb, by=by)) for permit in permits]


def _obstacle(permit: Permit, verb: str, *, by: Any) -> Any:
    if verb not in {one.name for one in open_to(permit, by)}:
        where = permit.get_stage_display()
        taken = permit.taken_by_id and verb == "take"
        return _("Taken already.") if taken else _("Not possible at this step: %(stage)s.") % {"stage": where}
    needed = [guard for guard in machine.unmet(permit, verb) if guard.__name__ != "has_decision_document"]
    return getattr(needed[0], "sentence", "") if needed else ""


def carry_out(permits: Iterable[Permit], verb: str, given: Mapping[str, Any], *, by: Any, at: datetime) -> list[Line]:
    """Each in a transaction of its own: one that fails says why and stops no other."""
    return [_one(permit, verb, str(given.get(f"document_no_{permit.pk}", "")), by=by, at=at) for permit in permits]


def _one(permit: Permit, verb: str, document_no: str, *, by: Any, at: datetime) -> Line:
    try:
        return Line(run(permit, verb, {"document_no": document_no}, by=by, at=at), document_no)
    except Invalid as refusal:
        return Line(permit, document_no, next(iter(_sentences(refusal)), refusal.sentence))
    except Refusal as refusal:
        return Line(permit, document_no, refusal.sentence)


def _sentences(refusal: Invalid) -> Iterable[Any]:
    for told in refusal.fields.values():
        yield from told if isinstance(told, list | tuple) else [told]
