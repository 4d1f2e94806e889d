"""The only writers of imports: take a file, check it, store it whole or not at all; correct one object by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import DataError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed, Unmet
from accounts.roles import Role
from gridhealth.importing import files, queries, rules, storing
from gridhealth.importing.building import build
from gridhealth.importing.choices import Phase
from gridhealth.importing.draft import Draft
from gridhealth.importing.findings import Finding, Unreadable
from gridhealth.importing.models import NetworkChange, NetworkImport
from gridhealth.models import GridCell
from gridhealth.topology import actions as topology

IMPORTERS = frozenset({Role.PLANNER, Role.CHIEF})
MOST_KEPT = 5_000
KINDS = {
    "substation": _("Substations"), "transformer": _("Main transformers"), "feeder": _("Lines"),
    "area": _("Transformer areas"), "node": _("Nodes"), "branch": _("Sections and switches"),
}  # fmt: skip
Tell = Callable[[NetworkImport], None]


@transaction.atomic
def receive(file: File[Any], *, name: str, cell: GridCell, by: Any, at: datetime) -> NetworkImport:
    """Keep a file until it is read; the same file for the same cell, still unread, is the same import."""
    if by is not None and not IMPORTERS & by.roles:
        raise NotAllowed
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    waiting = NetworkImport.objects.filter(cell=cell, sha256=digest.hexdigest(), phase=Phase.WAITING).first()
    if waiting is not None:
        return waiting
    row = NetworkImport(cell=cell, file_name=Path(name).name[:200], sha256=digest.hexdigest(), size=file.size, by=by,
                        asked_at=at)  # fmt: skip
    row.file.save(f"{digest.hexdigest()[:16]}.network", file, save=False)
    row.save()
    return row


def import_path(path: Path, *, cell: GridCell, by: Any, at: datetime, tell: Tell = lambda row: None) -> NetworkImport:
    """Import a file or folder of this machine; `tell` hears each phase."""
    size = sum(one.stat().st_size for one in path.glob("*.csv")) if path.is_dir() else path.stat().st_size
    row = NetworkImport.objects.create(
        cell=cell, file_name=path.name[:200], sha256=_digest(path), size=size, by=by, asked_at=at, begun_at=at,
        phase=Phase.READING,
    )  # fmt: skip
    return _run(row, path, at=at, tell=tell)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for one in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
        with one.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def run(import_id: int, *, at: datetime) -> NetworkImport | None:
    """Read, check and store what was received. Twice is once: only a waiting file, or one left lying, is begun."""
    if not NetworkImport.objects.filter(queries.due(at), pk=import_id).update(phase=Phase.READING, begun_at=at):
        return None
    row = NetworkImport.objects.select_related("cell", "by").get(pk=import_id)
    done = _run(row, Path(row.file.path), at=at, tell=lambda row: None)
    row.file.delete(save=True)
    return done


def _run(row: NetworkImport, path: Path, *, at: datetime, tell: Tell) -> NetworkImport:
    """Each phase is seen from outside while the next is at work; only the storing changes the network."""
    try:
        tell(row)
        kind, draft = files.read(path, row.cell.code)
        row.kind = kind
        _enter(row, Phase.CHECKING, tell)
        findings = [*rules.findings_of(draft), *_cells(draft)]
        if any(one.is_error for one in findings):
            return _end(row, Phase.REFUSED, [*findings, *_joined(draft, findings)], at=at, tell=tell)
        return _store(row, draft, findings, at=at, tell=tell)
    except Unreadable as problem:
        return _end(row, Phase.REFUSED, [problem.finding], at=at, tell=tell)
    except (DataError, UnicodeEncodeError):  # what no rule foresaw: refused with a sentence, or it is begun for ever
        return _end(row, Phase.REFUSED, [Finding("does-not-fit")], at=at, tell=tell)


def _cells(draft: Draft) -> list[Finding]:
    known = set(GridCell.objects.values_list("code", flat=True)) | {""}
    return [Finding("no-cell", {"value": one.cell}) for one in draft.named if one.cell not in known]


def _joined(draft: Draft, findings: list[Finding]) -> list[Finding]:
    """What hangs together is told in the same report, where ends are not loose."""
    if {"no-such-bus", "no-source", "no-such-station"} & {one.code for one in findings}:
        return []
    return list(rules.arrange(draft).findings)


def _store(row: NetworkImport, draft: Draft, findings: list[Finding], *, at: datetime, tell: Tell) -> NetworkImport:
    arranged = rules.arrange(draft)
    findings += arranged.findings
    if any(one.is_error for one in findings):
        return _end(row, Phase.REFUSED, findings, at=at, tell=tell)
    cells = {cell.code: cell for cell in GridCell.objects.all()}
    built = build(draft, arranged, row.cell, cells, localdate(at))
    _enter(row, Phase.STORING, tell)
    with transaction.atomic():
        topology.lock()
        standing = storing.Standing(built)
        findings += [*built.findings, *standing.findings]
        if any(one.is_error for one in findings):
            return _end(row, Phase.REFUSED, findings, at=at, tell=tell)
        findings += storing.gone(built, row.cell_id)
        row.counts = storing.store(built, standing, row, at=at)
        topology.derive() if standing.has_any else topology.connect([n for n in built.nodes if n.main_transformer])
    return _end(row, Phase.DONE, findings, at=at, tell=tell)


def _enter(row: NetworkImport, phase: Phase, tell: Tell) -> None:
    row.phase = phase
    row.save(update_fields=["phase", "kind"])
    tell(row)


def _end(row: NetworkImport, phase: Phase, findings: list[Finding], *, at: datetime, tell: Tell) -> NetworkImport:
    row.phase, row.ended_at = phase, at
    errors_first = sorted(findings, key=lambda one: not one.is_error)
    row.findings = [one.as_json() for one in errors_first[:MOST_KEPT]]
    row.save()
    tell(row)
    return row


@transaction.atomic
def amend(kind: str, code: str, values: dict[str, Any], *, by: Any, at: datetime, reason: str) -> NetworkChange | None:
    """Correct one object by hand; how it was stays readable. Nothing different: nothing happens."""
    if not IMPORTERS & by.roles:
        raise NotAllowed
    row: Any = storing.MODELS[kind]._default_manager.select_for_update().filter(code=code).first()
    if row is None or not set(values) <= set(storing.CHANGEABLE[kind]):
        raise Unmet(_("This cannot be changed by hand."))
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    if not differing:
        return None
    before = {name: str(getattr(row, name)) for name in differing}
    for name in differing:
        setattr(row, name, values[name])
    row.save(update_fields=differing)
    after = {name: str(values[name]) for name in differing}
    return NetworkChange.objects.create(
        kind=kind, code=code, before=before, after=after, at=at, by=by, reason=reason
    )  # fmt: skip
