"""A line or an area with all that is above it, and what plans hold of each: read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise, zip_longest
from typing import Any

from django.db import connection

from gridhealth.models import Box, Feeder, MainTransformer, TransformerArea

# A peak contains what was connected up to its own day: what is held, or connected since, comes on top of it.
HELD = """
    (SELECT COALESCE(sum(r.firm_kva), 0) FROM gridhealth_reservation r {taken_by} AND (r.stage = 'HELD'
        OR r.stage = 'CONNECTED' AND (r.settled_at AT TIME ZONE 'Asia/Shanghai')::date > {of}.peak_on))
"""
BELOW_MAIN = "JOIN gridhealth_feeder f ON f.id = r.feeder_id WHERE f.main_transformer_id = main.id"
# From below upwards: the model, what was taken from it, and by which key the next one is found.
MEMBERS = {
    "area": (TransformerArea, HELD.format(of="area", taken_by="WHERE r.area_id = area.id"), "feeder"),
    "line": (Feeder, HELD.format(of="line", taken_by="WHERE r.feeder_id = line.id"), "main_transformer"),
    "main": (MainTransformer, HELD.format(of="main", taken_by=BELOW_MAIN), ""),
}
NAMES = tuple(MEMBERS)
COLUMNS = {
    name: [field.attname for field in model._meta.concrete_fields if field.attname != "geometry"]
    for name, (model, *_rest) in MEMBERS.items()
}
IN_BOX = "{0}.west <= %(east)s AND {0}.east >= %(west)s AND {0}.south <= %(north)s AND {0}.north >= %(south)s"


@dataclass(frozen=True)
class Chain:
    """`held`: what plans hold of the target, of the line above an area, and of the main transformer, kVA."""

    target: Feeder | TransformerArea
    held: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Row:
    """One found object, of which only the place is looked at until it turns out to be the nearest."""

    pk: int
    geometry: str
    names: Sequence[str]
    values: Sequence[Any]

    def chain(self) -> Chain:
        objects: list[Any] = []
        held, rest = [], self.values
        for name in self.names:
            model, columns = MEMBERS[name][0], COLUMNS[name]
            objects.append(model.from_db("default", columns, rest[: len(columns)]))
            held.append(rest[len(columns)])
            rest = rest[len(columns) + 1 :]
        for name, (below, above) in zip(self.names, pairwise(objects), strict=False):
            setattr(below, MEMBERS[name][2], above)
        return Chain(objects[0], held)


class Chains:
    """All areas, or all lines of one voltage: `within` a box, as PlacedQuerySet has it."""

    def __init__(self, kind: str, *, voltage_kv: Decimal | None = None) -> None:
        self.kind, self.voltage_kv = kind, voltage_kv

    def within(self, box: Box) -> list[Row]:
        west, south, east, north = box
        which = IN_BOX.format(self.kind) + (" AND line.voltage_kv = %(kv)s" if self.voltage_kv else "")
        return self._read(which, west=west, south=south, east=east, north=north, kv=self.voltage_kv)

    def of(self, pk: int) -> Chain:
        [row] = self._read(f"{self.kind}.id = %(pk)s", pk=pk)
        return row.chain()

    def _read(self, which: str, **values: Any) -> list[Row]:
        names = NAMES[NAMES.index(self.kind) :]
        with connection.cursor() as cursor:
            cursor.execute(f"{_sql(names)} WHERE {which}", values)
            return [Row(pk, place, names, rest) for pk, place, *rest in cursor.fetchall()]


def chain_of(target: Feeder | TransformerArea) -> Chain:
    """Read anew, whatever the object in hand says."""
    return Chains("area" if isinstance(target, TransformerArea) else "line").of(target.pk)


@cache
def _sql(names: Sequence[str]) -> str:
    """Key and place of the first, then the columns of each and what is held of it."""
    columns, tables = [], ""
    for name, above in zip_longest(names, names[1:]):
        model, held, key = MEMBERS[name]
        columns += [*(f"{name}.{column}" for column in COLUMNS[name]), held]
        tables = tables or f"{model._meta.db_table} {name}"
        if above:
            tables += f" JOIN {MEMBERS[above][0]._meta.db_table} {above} ON {above}.id = {name}.{key}_id"
    first = names[0]
    return f"SELECT {first}.id, {first}.geometry, {', '.join(columns)} FROM {tables}"  # noqa: S608 - names of our own
