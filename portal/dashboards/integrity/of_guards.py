"""Whether the database still refuses what it should: nobody has switched a guard off or taken it away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connections
from django.utils.translation import gettext_lazy as _

from portal.dashboards.integrity.asking import Invariant
from portal.dashboards.integrity.machines import machines
from portal.webrole import FOR_EVER, NOT_DELETED

SWITCHED_OFF = """
    SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled NOT IN ('O', 'A')
    UNION ALL SELECT conname FROM pg_constraint WHERE NOT convalidated
    UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
"""
THERE = """
    SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'
    UNION SELECT 'row guard of ' || tgrelid::regclass FROM pg_trigger WHERE tgtype & 11 = 11 AND NOT tgisinternal
    UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE 'stage_of_%'
"""


def missing_guards(at: datetime, using: str) -> Iterator[str]:
    """Names of triggers and constraints that are off, half made, or gone."""
    with connections[using].cursor() as cursor:
        cursor.execute(SWITCHED_OFF)
        yield from (name for (name,) in cursor.fetchall())
        cursor.execute(THERE)
        there = {name for (name,) in cursor.fetchall()}
    yield from sorted(wanted() - there)


def wanted() -> set[str]:
    """Every constraint of the tables, a guard of every row that is for ever, and one of every stage."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    constraints = {one.name for model in models for one in model._meta.constraints}
    rows = {f"row guard of {table}" for table in (*FOR_EVER, *NOT_DELETED)}
    return constraints | rows | {f"stage_of_{model._meta.db_table}_needs_event" for model in machines()}


GUARDS = (
    Invariant(
        "guard-switched-off",
        _("Everything that the database refuses, it refuses still."),
        recount=missing_guards,
    ),
)
