"""The pages officers live in cost the same however many cases there are: statements counted, plans read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from applications.models import Application
from applications.room.queue import page_of, waiting
from tests.applications.journey import Cast, submitted, surveyed

MOST = 12
COPIES = """
WITH lines AS (
    INSERT INTO deadlines_timeline SELECT copy.* FROM deadlines_timeline line, generate_series(1, %(many)s) n,
    jsonb_populate_record(line, jsonb_build_object('id', line.id + 1000000 + n, 'reference', 'copy-' || n)) copy
    WHERE line.id = %(line)s RETURNING id
)
INSERT INTO applications_application SELECT copy.* FROM applications_application model, generate_series(1, %(many)s) n,
jsonb_populate_record(model, jsonb_build_object(
    'id', model.id + 1000000 + n, 'timeline_id', model.timeline_id + 1000000 + n, 'number', 'copy-' || n,
    'decision', '{}'::jsonb, 'stage', CASE WHEN n %% 4 = 0 THEN 'ARCHIVED' ELSE model.stage END,
    'next_due_at', CASE WHEN n %% 9 > 0 THEN model.created_at + n * interval '1 minute' END)) copy
WHERE model.id = %(case)s
"""


def copied(case: Application, many: int) -> None:
    """So many cases like this one, a quarter of them closed; they have no events, so the guards look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(COPIES, {"many": many, "line": case.timeline_id, "case": case.pk})
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE applications_application, deadlines_timeline")


def arrived(client: Client, user: Any) -> Client:
    """Signed in and seen on a page before: that a session is in use is written down once in a while, not here."""
    client.force_login(user)
    client.get("/messages/")
    return client


@pytest.mark.parametrize("query", ["", "?show=mine", "?show=ours&voltage=LV", "?light=RED", "?desk=intake&held=on"])
def test_a_page_of_the_queue_takes_few_statements(
    client: Client, cast: Cast, django_assert_max_num_queries: Any, query: str
) -> None:
    copied(submitted(cast, at=timezone.now()), 40)
    arrived(client, cast.chief)
    with django_assert_max_num_queries(MOST):
        assert client.get(f"/room/{query}").status_code == 200


def test_a_case_takes_few_statements_on_either_side(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    case = surveyed(cast, at=timezone.now())
    arrived(client, cast.manager)
    with django_assert_max_num_queries(MOST):
        client.get(f"/room/{case.number}/")
    arrived(client, cast.customer)
    with django_assert_max_num_queries(MOST):
        client.get(case.get_absolute_url())


def test_a_hundred_thousand_cases_are_read_by_their_index(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    copied(submitted(cast, at=timezone.now()), 100_000)
    first = page_of(waiting(cast.chief))
    deep = f"{timezone.now():%Y}-12-31T00:00:00+08:00|1"
    for rows in (waiting(cast.chief), waiting(cast.intake)):
        plan = rows.order_by("next_due_at", "id")[:26].explain()
        assert "open_by_promise" in plan
        assert "Sort" not in plan
    arrived(client, cast.chief)
    for after in ("", first.after, deep):
        with django_assert_max_num_queries(MOST):
            assert len(client.get("/room/", {"after": after}).context["rows"]) == 25
