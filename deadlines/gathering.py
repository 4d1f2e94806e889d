"""Rows of several tables from one statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from inspect import signature
from typing import Any

from django.db import connection, models

Rows = models.QuerySet[Any, Any]


def gather(**wanted: Rows) -> dict[str, list[Any]]:
    """The rows of every queryset, in its order, from one statement. Whole rows of one table each, nothing joined.

    What asks for some columns only (`values_list`) gets tuples, as JSON tells them: no dates.
    """
    return _read(*_as_one(wanted), _models_of(wanted))


class Written:
    """What `gather` reads, over keys: Django writes the SQL once a process, and each reading names its own keys."""

    def __init__(self, wanted: Callable[..., dict[str, Rows]]) -> None:
        self._wanted = wanted

    @cached_property
    def _statement(self) -> tuple[str, list[Any], dict[str, Any]]:
        places = [-1 - n for n in range(len(signature(self._wanted).parameters))]  # no key is less than nothing
        wanted = self._wanted(*places)
        return *_as_one(wanted), _models_of(wanted)

    def read(self, *keys: int | None) -> dict[str, list[Any]]:
        sql, given, models_of = self._statement
        told = [keys[-1 - one] if type(one) is int and one < 0 else one for one in given]
        return _read(sql, told, models_of)


def _as_one(wanted: Mapping[str, Rows]) -> tuple[str, list[Any]]:
    parts, given = [], list[Any]()
    for rows in wanted.values():
        sql, params = rows.query.sql_with_params()
        parts.append(f"(SELECT json_agg(part)::text FROM ({sql}) AS part)")
        given += params
    return "SELECT " + ", ".join(parts), given


def _models_of(wanted: Mapping[str, Rows]) -> dict[str, Any]:
    return {name: None if rows.query.has_select_fields else rows.model for name, rows in wanted.items()}


def _read(sql: str, given: list[Any], models_of: Mapping[str, Any]) -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)  # Django wrote the SQL, values are apart
        found = cursor.fetchone()
    rows = [json.loads(text or "[]", parse_float=Decimal) for text in found]
    return {name: _told(model, part) for (name, model), part in zip(models_of.items(), rows, strict=True)}


def _told(model: type[models.Model] | None, rows: list[dict[str, Any]]) -> list[Any]:
    if model is None:
        return [tuple(row.values()) for row in rows]
    fields = [(field, field.attname, str(field.column)) for field in model._meta.concrete_fields]
    names = [name for _field, name, _column in fields]
    return [
        model.from_db(connection.alias, names, [_value(field, row[column]) for field, _name, column in fields])
        for row in rows
    ]


def _value(field: Any, value: Any) -> Any:
    """What the field would have got from its own column."""
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(json.dumps(value, default=float))
    if hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, connection)
    return value if isinstance(field, models.FileField) else field.to_python(value)


def remember(owner: models.Model, name: str, rows: list[Any]) -> None:
    """Let `owner.name.all()` answer with these rows, as after `prefetch_related`."""
    found = getattr(owner, name).all()
    found._result_cache, found._prefetch_done = rows, True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
