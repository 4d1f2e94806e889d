"""The examples of the document are taken as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token
from portal.reference.reading import document
from tests.applications.journey import Cast

pytestmark = pytest.mark.django_db


def examples() -> Iterator[tuple[str, Any]]:
    for path, methods in document()["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        for one in content.get("examples", {}).values():
            yield path, one["value"]


def test_each_example_is_taken(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["example.org"]
    token = issue_token(Cast().customer, at=timezone.now())
    web, told = Client(headers={"authorization": f"Bearer {token}"}), list(examples())
    answers = {path: web.post(path, json.dumps(given), content_type="application/json") for path, given in told}
    assert {path: answer.content for path, answer in answers.items() if answer.status_code not in (200, 201)} == {}
    assert len(told) >= 5
