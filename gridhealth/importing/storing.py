"""Stores the rows of an import in a few statements a kind; what is there already is changed, with its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from gridhealth.importing.building import Build
from gridhealth.importing.findings import Finding
from gridhealth.importing.models import NetworkChange, NetworkImport
from gridhealth.models import Feeder, GridCell, MainTransformer, Substation, TransformerArea
from gridhealth.topology.models import Branch, Node

BATCH = 2_000
# Of each kind what a file may change, where it tells it. A peak in a file is a first guess: curves know better.
CHANGEABLE = {
    "substation": ("name", "voltage_kv"),
    "transformer": ("name", "rated_kva"),
    "feeder": ("name", "voltage_kv", "current_limit_a"),
    "area": ("name", "rated_kva", "vector_group", "township_code"),
    "cell": ("name", "supply_area"),
    "node": (),
    "branch": ("name", "length_m", "r_ohm", "x_ohm", "limit_a", "is_normally_closed"),
}
MODELS: dict[str, type[Model]] = {
    "cell": GridCell, "substation": Substation, "transformer": MainTransformer, "feeder": Feeder,
    "area": TransformerArea, "node": Node, "branch": Branch,
}  # fmt: skip
PARENTS = {
    "transformer": ("substation",), "feeder": ("main_transformer",), "area": ("feeder",),
    "node": ("feeder", "main_transformer", "area"), "branch": ("feeder", "one", "other"),
}  # fmt: skip


class Standing:
    """What the network has already of the objects in a build."""

    def __init__(self, build: Build) -> None:
        self.by_kind: dict[str, dict[Any, Any]] = {}
        self.findings: list[Finding] = []
        for kind, rows in build.kinds():
            manager = MODELS[kind]._default_manager
            self.by_kind[kind] = manager.in_bulk([row.mrid for row in rows], field_name="mrid") if rows else {}
            codes = {row.code: row.mrid for row in rows}
            taken = manager.filter(code__in=codes).values_list("code", "mrid")
            self.findings += (
                Finding("taken", {"table": kind, "row": code}) for code, mrid in taken if codes[code] != mrid
            )
        self._of_other_cells(build)

    def _of_other_cells(self, build: Build) -> None:
        for kind, rows in (("substation", build.substations), ("feeder", build.feeders), ("area", build.areas)):
            for row in rows:
                before = self.by_kind[kind].get(row.mrid)
                if before is not None and before.cell_id != row.cell.pk:
                    values = {"table": kind, "row": row.code, "cell": before.cell.name}
                    self.findings.append(Finding("other-cell", values))

    @property
    def has_any(self) -> bool:
        return any(self.by_kind.values())


def gone(build: Build, cell_id: int) -> list[Finding]:
    """Lines of this cell's earlier imports that the file does not name any more."""
    told = {row.mrid for row in build.feeders}
    stations = Substation.objects.filter(mrid__in=[row.mrid for row in build.substations])
    lost = Feeder.objects.filter(cell_id=cell_id, main_transformer__substation__in=stations).exclude(mrid__in=told)
    codes = lost.order_by("code").values_list("code", flat=True)
    return [Finding("gone", {"table": "feeder", "row": code}) for code in codes]


def store(build: Build, standing: Standing, through: NetworkImport, *, at: datetime) -> dict[str, dict[str, int]]:
    """New rows in, changed rows changed; returns by kind how many of each."""
    counts = {}
    for kind, rows in build.kinds():
        before = standing.by_kind[kind]
        for row in rows:
            _hang(row, PARENTS.get(kind, ()))
        new = [row for row in rows if row.mrid not in before]
        MODELS[kind]._default_manager.bulk_create(new, batch_size=BATCH)
        for row in rows:
            if row.mrid in before:
                row.pk = before[row.mrid].pk
        changed = [row for row in rows if row.mrid in before]
        counts[kind] = {"new": len(new), "changed": _change(kind, changed, before, through, at=at)}
    return counts


def _hang(row: Any, parents: Sequence[str]) -> None:
    """Parents have their keys by now; a row made before them must take them over."""
    for name in parents:
        setattr(row, name, getattr(row, name))


def _change(kind: str, rows: Sequence[Any], before: dict[Any, Any], through: NetworkImport, *, at: datetime) -> int:
    fields = CHANGEABLE[kind]
    changes, changed = [], []
    for row in rows:
        old = before[row.mrid]
        differing = [name for name in fields if getattr(row, name) not in ("", None, getattr(old, name))]
        if not differing:
            continue
        changes.append(
            NetworkChange(kind=kind, code=old.code, before=_told(old, differing), after=_told(row, differing), at=at,
                          by=through.by, through=through)
        )  # fmt: skip
        for name in differing:
            setattr(old, name, getattr(row, name))
        changed.append(old)
    if changed:
        MODELS[kind]._default_manager.bulk_update(changed, fields, batch_size=BATCH)
        NetworkChange.objects.bulk_create(changes, batch_size=BATCH)
    return len(changed)


def _told(row: Any, names: Sequence[str]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names}
