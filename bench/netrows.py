"""What a piece of work leaves in the tables, transaction by transaction, written again by hand with psycopg."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

FURTHER = 1_000_000  # the keys of the n-th repetition lie so much further
WATCH = """
    CREATE EXTENSION IF NOT EXISTS hstore;
    CREATE TABLE seen (seq bigserial, tx bigint DEFAULT pg_current_xact_id()::text::bigint, tab text, op text, was jsonb, now jsonb);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen (tab, op, was, now) VALUES (TG_TABLE_NAME, TG_OP,
            CASE WHEN TG_OP <> 'INSERT' THEN hstore_to_jsonb(hstore(OLD)) END,
            CASE WHEN TG_OP <> 'DELETE' THEN hstore_to_jsonb(hstore(NEW)) END);
        RETURN NULL;
    END $$;
    DO $$ DECLARE t text; BEGIN
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seen' LOOP
            EXECUTE format('CREATE TRIGGER seen AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION see()', t);
        END LOOP;
    END $$
"""  # noqa: E501
UNWATCH = """
    DO $$ DECLARE t text; BEGIN
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seen' LOOP
            EXECUTE format('DROP TRIGGER seen ON %I', t);
        END LOOP;
    END $$
"""
Row = dict[str, str | None]
LOCK = """SELECT t.*, a.* FROM deadlines_timeline t JOIN applications_application a ON a.timeline_id = t.id
    WHERE a.id = %s FOR UPDATE"""


class Trace:
    """Of each transaction the net changes: rows that are new, columns that differ, rows that are gone."""

    def __init__(self, cursor: Any) -> None:
        cursor.execute("SELECT tx, tab, op, was, now FROM seen ORDER BY seq")
        net: dict[int, dict[tuple[str, str], list[Row | None]]] = {}
        for tx, tab, _op, was, now in cursor.fetchall():
            was, now = (json.loads(one) if isinstance(one, str) else one for one in (was, now))
            row = net.setdefault(tx, {}).setdefault((tab, (now or was).get("id") or ""), [was, None])
            row[1] = now
        self.transactions = list(net.values())
        self.new = {key for rows in self.transactions for key, (was, _now) in rows.items() if was is None}
        self.rows = sum(len(rows) for rows in self.transactions)


class Repetition:
    """The same transactions for another case: every value is known beforehand, only the statements are run."""

    def __init__(self, trace: Trace, n: int) -> None:
        self.trace, self.n = trace, n
        self.links, self.unique = _links(), _unique()
        self.number = next(
            row[1]["number"] for rows in trace.transactions for (tab, _pk), row in rows.items()
            if tab == "applications_application" and row[1]
        )  # fmt: skip
        self.case = next(pk for tab, pk in trace.new if tab == "applications_application")
        self.work = [list(self._statements(rows)) for rows in trace.transactions]

    def run(self, link: Any) -> None:
        """One transaction after the other, as psycopg's user would write them."""
        for turn, statements in enumerate(self.work):
            with link, link.cursor() as cursor:
                if turn:
                    cursor.execute(LOCK, [int(self.case) + self.n * FURTHER])
                    cursor.fetchall()
                for sql, values in statements:
                    cursor.execute(sql, values)

    def _statements(self, rows: dict[tuple[str, str], list[Row | None]]) -> Iterator[tuple[str, list[Any]]]:
        """The new rows of a table at once, each changed row once, with what differs."""
        fresh: dict[str, list[Row]] = {}
        for (tab, _pk), (was, now) in rows.items():
            if was is None and now is not None:
                fresh.setdefault(tab, []).append(self._told(tab, now))
        for tab, told in fresh.items():
            names = ", ".join(f'"{name}"' for name in told[0])
            marks = ", ".join(["(" + ", ".join(["%s"] * len(told[0])) + ")"] * len(told))
            yield f"INSERT INTO {tab} ({names}) VALUES {marks}", [value for row in told for value in row.values()]
        for (tab, pk), (was, now) in rows.items():
            where = f" WHERE id = {self._key(tab, pk)}"
            if was is not None and now is None:
                yield f"DELETE FROM {tab}{where}", []
            elif was is not None and now is not None and (told := self._changed(tab, was, now)):
                yield f"UPDATE {tab} SET " + ", ".join(f'"{name}" = %s' for name in told) + where, list(told.values())

    def _changed(self, tab: str, was: Row, now: Row) -> Row:
        told = self._told(tab, now)
        return {name: value for name, value in told.items() if was[name] != now[name]}

    def _told(self, tab: str, row: Row) -> Row:
        return {
            name: self._value(tab, name, value) for name, value in row.items()
            if (tab, name) != ("deadlines_event", "transaction")
        }  # fmt: skip

    def _key(self, tab: str, pk: str) -> str:
        return str(int(pk) + self.n * FURTHER) if (tab, pk) in self.trace.new else pk

    def _value(self, tab: str, name: str, value: str | None) -> str | None:
        if value is None:
            return None
        if name == "id" or (tab, name) in self.links:
            return self._key(self.links.get((tab, name), tab), value)
        if name == "subject_id":
            return self._key("applications_application", value)
        if name == "account_no":
            return f"{self.n:013d}"
        return self._own(value, self.unique.get((tab, name), 0))

    def _own(self, value: str, length: int) -> str:
        """The number of this repetition's case, and what has to differ from every other row's made so."""
        text = value.replace(self.number, f"N{self.n:08d}")
        if not length or text != value:
            return text
        try:
            return str(uuid.uuid5(uuid.UUID(value), str(self.n)))
        except ValueError:
            return f"{text[: length - 6]}{900_000 + self.n}"


def _links() -> dict[tuple[str, str], str]:
    from django.apps import apps

    return {
        (model._meta.db_table, field.column): field.related_model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation
    }


def _unique() -> dict[tuple[str, str], int]:
    """Columns of text that must differ from row to row, with their length."""
    from django.apps import apps

    return {
        (model._meta.db_table, field.column): field.max_length or 36
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and not field.is_relation
    }
