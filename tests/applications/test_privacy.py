"""A whole journey of one person, and then a search for her everywhere: logs, cache, queue, tables, messages, pages."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import PersonalDataAccess, User
from applications.intake.fetching import fetch
from applications.models import Application
from connectors.elicence.simulator import REGISTER
from connectors.models import ShareLog
from notifications.models import Message
from notifications.relay import step
from tests.applications.journey import Cast
from tests.applications.test_access_matrix import OFFICERS, browser_of
from tests.applications.test_http_journeys import END, OUR_WORKS, SURVEY, TERMS, VISIT, Caller, Case
from tests.notifications.cast import next_noon
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures

SHE = next(one for one in REGISTER.persons if len(one.name) == 3)
HOME = REGISTER.properties_of(SHE.citizen_id)[0]
CANARIES = {
    "name": SHE.name, "phone": SHE.phone, "citizen_id": SHE.citizen_id, "address": SHE.address.partition("新县")[2],
    "real_estate_unit": HOME.real_estate_unit, "certificate": HOME.certificate_no,
}  # fmt: skip
ANSWERS = {
    "purpose": "HOME", "applied_capacity": "8", "capacity_unit": "KW", "customer_kind": "NATURAL_PERSON",
    "name": SHE.name, "citizen_id": SHE.citizen_id, "township_code": "411523100", "address": SHE.address,
    "is_owner": "YES", "agrees_to_undertaking": True,
}  # fmt: skip


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged at any level, as it would be written."""
    written, root = io.StringIO(), logging.getLogger()
    listener = logging.StreamHandler(written)
    listener.setFormatter(next(one.formatter for one in root.handlers if one.formatter))
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(listener)
    root.setLevel(level)


@pytest.fixture
def her(cast: Cast, simulators: Any, log: io.StringIO) -> Case:  # noqa: F811
    """Signed in by a code, applied, fetched, and energised; with the mistakes people make on the way."""
    cast.customer = sign_in(simulators)
    cast.nobody = cast.stranger = None
    case = Case(cast, ANSWERS)
    case.by("customer").get(f"applications/?name={SHE.name}&phone={SHE.phone}")
    case.by("customer").post(f"applications/{SHE.citizen_id}/submit/", {"consent": True})
    case.do("customer", "submit", {"consent": True})
    for document in Application.objects.get(number=case.number).documents.all():
        fetch(document.pk, at=timezone.now())
    case.walk(("manager", "book_survey", VISIT), ("manager", "record_survey", SURVEY))
    case.walk(("manager", "start_works", TERMS))
    for permit in case.by("intake").get("permits/").json()["results"]:
        case.by("intake").post(f"permits/{permit['id']}/grant/", {"document_no": "2026-1"})
    case.walk(("works", "start_grid_works"), *OUR_WORKS, *END, ("intake", "archive"))
    for at in (timezone.now(), next_noon()):
        while step(at=at):
            pass
    return case


def sign_in(simulators: Any) -> User:  # noqa: F811
    """By the pages, with a wrong code first."""
    web = Client()
    web.post("/sign-in/", {"phone": SHE.phone})
    code = re.search(r"\d{6}", simulators.sms.kept[-1].text)
    assert code
    web.post("/sign-in/code/", {"code": "000000"})
    assert web.post("/sign-in/code/", {"code": code.group()}).status_code == 302
    return User.objects.with_phone(SHE.phone).get()


def found_in(text: str) -> list[str]:
    escaped = {name: json.dumps(value)[1:-1] for name, value in CANARIES.items()}
    return [name for name, value in CANARIES.items() if value in text or escaped[name] in text]


def test_the_journey_was_a_real_one_and_left_nothing_of_her_anywhere(
    her: Case, log: io.StringIO, simulators: Any,  # noqa: F811
) -> None:  # fmt: skip
    case = Application.objects.get(number=her.number)
    assert (case.stage, case.customer.name.plain, case.site.address.plain) == ("ARCHIVED", SHE.name, SHE.address)
    assert {document.state for document in case.documents.all()} == {"FETCHED"}
    assert (len(log.getvalue().splitlines()) > 30, ShareLog.objects.exists(), len(simulators.sms.kept) > 5) == (
        True,
    ) * 3
    messages = Message.objects.values_list("context", "url", "dedup")
    places = {
        "logs": log.getvalue(),
        "cache and queue": "\n".join(redis_texts()),
        "sessions": " ".join(str(session.get_decoded()) for session in Session.objects.all()),
        "messages": json.dumps(list(messages), ensure_ascii=False),
        "texts": " ".join(one.text for one in simulators.sms.kept),
    }
    assert all(places.values())
    assert {place: found_in(text) for place, text in places.items()} == dict.fromkeys(places, [])
    assert tables_with_her() == []


def redis_texts() -> Iterator[str]:
    """Every key and value, and what the queue's messages hold inside."""
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    for key in client.scan_iter("*"):
        yield key.decode(errors="replace")
        kind = client.type(key).decode()
        read = {"string": client.get, "hash": client.hgetall, "set": client.smembers}.get(kind)
        values = read(key) if read else client.lrange(key, 0, -1) if kind == "list" else client.zrange(key, 0, -1)
        raw = str(values) if kind != "string" else values.decode(errors="replace")
        yield raw
        for piece in raw.split('"'):
            with suppress(ValueError):
                yield base64.b64decode(piece, validate=True).decode(errors="replace")


def tables_with_her() -> list[tuple[str, str]]:
    """Each whole row as text: every column of every type, and nothing is left out."""
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for name, value in CANARIES.items():
                cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{value}%"])
                hits += [(table, name)] if cursor.fetchone()[0] else []
    return hits


def test_without_a_reason_every_role_sees_her_masked(her: Case) -> None:
    pages = [f"/room/{her.number}/", f"/applications/{her.number}/", f"/applications/{her.number}/papers/", "/room/"]
    programs = [f"/api/v1/applications/{her.number}/{more}" for more in ("", "events/", "clocks/")] + ["/api/v1/queue/"]
    for who in OFFICERS:
        browser = browser_of(her.cast, who)
        for path in pages + programs:
            seen = browser.get(path)
            assert (path, seen.status_code, found_in(seen.content.decode())) == (path, 200, []), who
    assert not PersonalDataAccess.objects.exclude(by=her.cast.customer).exists()


def test_who_is_neither_she_nor_an_officer_sees_nothing_at_all(her: Case) -> None:
    assert found_in(Client().get("/track/", {"number": her.number}).content.decode()) == []
    stranger = Caller(User.objects.create(username="stranger"))
    for more in ("", "events/", "clocks/"):
        seen = stranger.get(f"applications/{her.number}/{more}")
        assert (seen.status_code, found_in(seen.content.decode())) == (404, [])


def test_a_reason_opens_one_entry_to_who_acts_and_she_can_read_why(her: Case) -> None:
    asked = {"field": "phone", "reason": "to call back"}
    for who, status, opened in (("intake", 200, ["phone"]), ("leader", 403, []), ("auditor", 403, [])):
        seen = browser_of(her.cast, who).post(f"/room/{her.number}/reveal/", asked)
        assert (seen.status_code, found_in(seen.content.decode())) == (status, opened), who
    assert "to call back" in browser_of(her.cast, "customer").get("/my-data/").content.decode()


def test_the_search_finds_what_is_there() -> None:
    assert found_in(json.dumps({"a": f"x {SHE.name} y"})) == ["name"]
