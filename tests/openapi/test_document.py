"""The API document: complete, valid, true to its examples, and readable in the house's own frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from portal.reference.reading import document

PATHS = """
assessments workdays/due applications applications/{number} applications/{number}/{verb} applications/{number}/events
applications/{number}/clocks queue managers slots demands projects permits permits/{id}/{verb} authorities/scoreboard
grid/feeders grid/areas grid/cells grid/capacity outages outages/{id} outages/report supervision/summary
reliability/indices tokens webhooks
""".split()  # noqa: SIM905 - one list to read
LISTS = """
applications applications/{number}/events applications/{number}/clocks queue managers slots demands projects permits
grid/feeders grid/areas grid/cells grid/watches outages mandates batches tokens webhooks webhooks/{id}/deliveries
""".split()  # noqa: SIM905


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_made_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())
    assert document()["openapi"].startswith("3.1")


def said(node: Any) -> Iterator[str]:
    """Every sentence of the document; a closed list that only repeats its codes says nothing."""
    for key, one in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key in ("description", "summary") and isinstance(one, str):
            yield one
        else:
            yield from said(one)


def test_the_document_speaks_chinese_and_english() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for language in ("zh-hans", "en"):
        with translation.override(language):
            sentences = {one.partition("* `")[0].strip() for one in said(document())} - {""}
        assert len(sentences) > 200
        assert [one for one in sentences if bool(chinese.search(one)) != (language == "zh-hans")] == []


@pytest.mark.parametrize("path", PATHS)
def test_no_promised_address_is_missing(path: str) -> None:
    assert f"/api/v1/{path}/" in document()["paths"]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_comes_in_pages(path: str) -> None:
    told = document()["paths"][f"/api/v1/{path}/"]["get"]
    shape = told["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert shape.startswith("Paginated")
    assert {"cursor", "page_size"} <= {one["name"] for one in told["parameters"]}


def test_no_list_is_left_whole() -> None:
    whole = [
        path
        for path, method, told in operations()
        if told["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {}).get("type")
        == "array"
    ]
    assert whole == []


def test_every_address_says_how_it_says_no_and_under_which_name() -> None:
    for path, method, told in operations():
        assert {"400", "405", "429", "503", "default"} <= set(told["responses"]), (path, method)
        assert told["tags"]
        assert told["operationId"]
    names = [told["operationId"] for _path, _method, told in operations()]
    assert len(names) == len(set(names))


def test_the_closed_lists_have_names_of_their_own() -> None:
    names = [name for name in document()["components"]["schemas"] if name.endswith("Enum")]
    assert [name for name in names if any(letter.isdigit() for letter in name)] == []


def test_both_ways_in_are_told() -> None:
    schemes = document()["components"]["securitySchemes"]
    assert {"http", "apiKey"} == {one["type"] for one in schemes.values()}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/docs/", "/api/docs/try/", "/api/changes/"])
def test_the_pages_bring_everything_themselves(address: str) -> None:
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "<style" not in page
    assert 'src="http' not in page
    assert 'href="http' not in page.replace('href="https://beian', "")


@pytest.mark.django_db
def test_every_address_of_the_document_stands_on_the_page() -> None:
    page = Client().get("/api/docs/").content.decode()
    assert [path for path, _method, _told in operations() if path not in page] == []


@pytest.mark.django_db
def test_the_document_is_served_as_yaml_and_as_json() -> None:
    assert Client().get("/api/schema/?format=json").json()["openapi"].startswith("3.1")
    assert b"openapi: 3.1" in Client().get("/api/schema/").content
