"""The role of the web does its daily work, and cannot change or delete what stays as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from applications.survey import actions as survey
from deadlines.models import Event
from portal import webrole
from tests.applications.journey import MONDAY, TERMS, Cast, build_grid, finish, surveyed

pytestmark = pytest.mark.django_db
# Triggers of rows that are asked before a change or a deletion: PostgreSQL's own bits of `tgtype`.
GUARDED = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
WHERE NOT tgisinternal AND tgtype & 1 > 0 AND tgtype & 2 > 0 AND tgtype & 8 > 0
"""


def sql(order: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(order)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def role() -> str:
    """Roles are common to all databases of the server: each test database has its own, gone when the test is over."""
    name = f"web_of_{connection.settings_dict['NAME']}"
    call_command("grant_web", name, stdout=StringIO())
    return name


@pytest.fixture
def web(role: str) -> Iterator[str]:
    sql(f'SET LOCAL ROLE "{role}"')
    yield role
    sql("RESET ROLE")


def test_every_table_whose_rows_the_database_guards_is_named() -> None:
    assert {name for (name,) in sql(GUARDED)} == {*webrole.FOR_EVER, *webrole.NOT_DELETED}


@pytest.mark.parametrize("table", webrole.FOR_EVER)
@pytest.mark.parametrize("order", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_web_cannot_change_delete_or_empty_what_is_for_ever(web: str, table: str, order: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql(order.format(table))


def test_the_web_cannot_take_the_guards_away(web: str) -> None:
    for order in (
        "ALTER TABLE deadlines_event DISABLE TRIGGER ALL", "DROP TRIGGER events_are_not_changed ON deadlines_event",
        "SET session_replication_role = replica", "DELETE FROM customers_followup", "DELETE FROM django_migrations",
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
            sql(order)


def test_a_whole_case_goes_through_as_that_role(role: str) -> None:
    cast = Cast()
    sql(f'SET LOCAL ROLE "{role}"')
    case = surveyed(cast)
    survey.start_works(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    case = finish(cast, build_grid(cast, case, at=MONDAY), at=MONDAY)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    assert Event.objects.filter(timeline=case.timeline).count() > 10
    sql("RESET ROLE")


def test_a_right_given_beside_it_is_taken_again_or_told(role: str) -> None:
    sql(f'GRANT UPDATE (service_score), DELETE ON customers_rating TO "{role}"')
    assert webrole.loopholes(role) == ["UPDATE of customers_rating", "DELETE of customers_rating"]
    call_command("grant_web", role, stdout=StringIO())
    assert webrole.loopholes(role) == []
    sql("GRANT DELETE ON deadlines_event TO PUBLIC")
    with pytest.raises(CommandError, match="DELETE of deadlines_event"):
        call_command("grant_web", role)


def test_its_name_and_password_are_those_of_the_webs_address(settings, role: str) -> None:
    settings.WEB_DATABASE_URL = f"postgres://{role}:opensesame@db/portal"
    call_command("grant_web", stdout=StringIO())
    ((kept,),) = sql(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'")
    assert kept.startswith("SCRAM-SHA-256$")


def test_without_an_address_the_role_is_named(settings) -> None:
    settings.WEB_DATABASE_URL = ""
    with pytest.raises(CommandError, match="WEB_DATABASE_URL"):
        call_command("grant_web")


def test_the_owner_is_no_wall() -> None:
    with pytest.raises(CommandError, match="owns tables or rules them all"):
        call_command("grant_web", connection.settings_dict["USER"])
