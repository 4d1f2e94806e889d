"""The database's own wall: a role for the web that writes what stays as it was written, and can never take it back.

Triggers refuse the same to everybody, but whoever owns a table can drop its triggers. This role owns nothing, so
whoever breaks into the web may add a line to what happened and change none. Other processes make and drop tables
(the months of the curves), so they keep the owner.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg2.extensions import encrypt_password

FOR_EVER = (
    "accounts_personaldataaccess",
    "applications_note",
    "customers_rating",
    "customers_visitword",
    "deadlines_event",
    "outages_announcement",
)
"""Written once: no change, no end."""

NOT_DELETED = ("customers_followup",)
"""Changed until it is closed, never deleted."""

WHOLE_TABLES = ("UPDATE", "DELETE", "TRUNCATE")
OWNS = """
SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND pg_has_role(%s, c.relowner, 'MEMBER')
"""
MAY = """
SELECT t.name, p.name FROM unnest(%s::text[]) t (name) CROSS JOIN unnest(%s::text[]) p (name)
WHERE has_table_privilege(%s, t.name, p.name)
    OR (p.name = 'UPDATE' AND has_any_column_privilege(%s, t.name, 'UPDATE'))
"""


class NotAWall(Exception):
    """This role can undo what it should not: it owns tables, is above all rules, or got a right in another way."""


@transaction.atomic
def grant(role: str, *, password: str = "") -> int:
    """Make `role` if there is none and give it exactly the web's rights; returns how many tables it may use.

    Run it after each migration: until then a new table is an ordinary one. Raises `NotAWall`, and changes nothing then.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {name} LOGIN")
        if password:
            cursor.execute(f"ALTER ROLE {name} PASSWORD %s", [_sealed(password, role)])
        cursor.execute(OWNS, [role])
        if owned := cursor.fetchone()[0]:
            raise NotAWall(f"{role} owns tables or rules them all: {owned[:200]}")
        for order in _orders(name):
            cursor.execute(order)
    if left := loopholes(role):
        raise NotAWall(f"{role} still has, through another role or everybody: {', '.join(left)}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int(cursor.fetchone()[0])


def _sealed(password: str, role: str) -> str:
    """As the server keeps it, so that the password itself is in no statement and no log."""
    return str(encrypt_password(password, role, scope=connection.connection, algorithm="scram-sha-256"))


def loopholes(role: str) -> list[str]:
    """Rights by which `role` could change what stays as it was written, as `UPDATE of customers_rating`."""
    asked = [(FOR_EVER, WHOLE_TABLES), (NOT_DELETED, ("DELETE", "TRUNCATE"))]
    found: list[str] = []
    with connection.cursor() as cursor:
        for tables, rights in asked:
            cursor.execute(MAY, [list(tables), list(rights), role, role])
            found += [f"{right} of {table}" for table, right in cursor.fetchall()]
    return found


def _orders(name: str) -> list[str]:
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        f"REVOKE UPDATE, DELETE ON {', '.join(FOR_EVER)} FROM {name}",
        f"REVOKE DELETE ON {', '.join(NOT_DELETED)} FROM {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
    ]
