"""Every address of the document, asked with made-up input by everybody: no fault, and every answer as documented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.actions import issue_token
from accounts.roles import Role
from applications.models import Application
from customers.projects.actions import enter_lead
from tests.applications.journey import FACTORY, MONDAY, Cast, person, surveyed
from tests.applications.steps import do

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CALLERS = ["anonymous", "customer", "chief", "dispatch", "supervisor", "gov"]
LEAST_SAID = 10
KEPT = {"tokens_revoke"}  # it would end the very token that asks


class Real(dict[str, Any]):
    """What really exists, by the first part of its address."""


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The requests run inside the transaction of the test, so none of them may close its connection."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def real(db: None) -> tuple[Cast, Real]:
    cast = Cast()
    case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"}, length="420.5")
    do(cast, case, "reply_on_site", by=cast.manager, at=MONDAY)
    enter_lead(by=cast.manager, at=MONDAY, code="2611-411523-04-01-000010")
    cast.gov = person("gov", Role.GOV, department="planning")
    case = do(cast, case, "confirm_plan", by=cast.customer, at=MONDAY)
    return cast, Real(
        applications={"number": case.number}, permits={"id": _permit(case)}, grid={"code": "S-XJ-F01"},
        projects={"id": 1}, outages={"id": 1},
    )  # fmt: skip


def _permit(case: Application) -> int:
    assert case.round is not None
    return int(case.round.permits.get(kind="PLANNING").pk)


def operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] not in KEPT:
            yield operation


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.usefixtures("_one_connection")
def test_every_answer_is_as_the_document_says(real: tuple[Cast, Real], who: str, request: Any) -> None:
    cast, known = real
    headers = {"Accept-Language": "en", "Accept-Encoding": "identity"}
    examples = request.config.getoption("--api-examples", 2)
    if who != "anonymous":
        token = issue_token(getattr(cast, who), at=timezone.now(), calls_a_minute=1_000_000)
        headers["Authorization"] = f"Bearer {token}"
    wrong: list[str] = []
    statuses: Counter[int] = Counter()
    for operation in operations():
        there = known.get(operation.path.removeprefix("/api/v1/").partition("/")[0], {})
        wrong += tried(operation, there, headers, examples, statuses)
    assert not wrong, "\n".join(wrong)
    assert statuses[2] >= (LEAST_SAID if who != "anonymous" else 0), statuses


def tried(
    operation: Any, there: dict[str, Any], headers: dict[str, str], examples: int, statuses: Counter[int]
) -> list[str]:  # fmt: skip
    """What went wrong at one address; what was written is undone after each request."""
    wrong: list[str] = []

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), is_real=st.integers(0, 3))
    def ask(case: Any, is_real: int) -> None:
        if is_real and there:
            case.path_parameters = {**(case.path_parameters or {}), **there}
        with transaction.atomic():
            try:
                answer = case.call(headers=headers)
                statuses[answer.status_code // 100] += 1
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as failures:
                wrong.append(f"{operation.label}: {[str(one)[:300] for one in failures.exceptions]} {case.body!r:.300}")
            transaction.set_rollback(True)

    ask()
    return wrong[:1]
