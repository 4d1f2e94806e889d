"""A case at a desk over HTTP: taken, given back, written on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from applications.models import Application
from applications.room.mentions import mentioned
from applications.room.models import Assignment, Note
from notifications.models import Message
from tests.applications.journey import Cast, accepted, person, submitted


@pytest.fixture
def case(cast: Cast, client: Client) -> Application:
    """Stands at intake's desk; an intake officer is signed in."""
    client.force_login(cast.intake)
    return submitted(cast, at=timezone.now())


def test_a_taken_case_is_not_taken_twice(client: Client, cast: Cast, case: Application) -> None:
    assert client.post(f"/room/{case.number}/take/").status_code == 302
    client.force_login(person("colleague", Role.INTAKE))
    assert client.post(f"/room/{case.number}/take/").status_code == 409
    assert Assignment.objects.get(released_at=None).officer == cast.intake


def test_a_case_given_back_is_free_again(client: Client, case: Application) -> None:
    client.post(f"/room/{case.number}/take/")
    assert client.get(f"/room/{case.number}/").context["has_taken"]
    client.post(f"/room/{case.number}/release/")
    shown = client.get(f"/room/{case.number}/").context
    assert (shown["has_taken"], shown["may_take"]) == (False, True)


def test_another_desk_cannot_take_it(client: Client, cast: Cast, case: Application) -> None:
    client.force_login(cast.meter)
    assert client.post(f"/room/{case.number}/take/").status_code == 403
    assert not Assignment.objects.exists()


def test_a_case_is_its_account_managers_and_no_other_takes_it(client: Client, cast: Cast) -> None:
    case = accepted(cast, at=timezone.now())
    Application.objects.filter(pk=case.pk).update(manager=cast.manager)
    client.force_login(person("colleague", Role.MANAGER))
    shown = client.get(f"/room/{case.number}/")
    assert not shown.context["may_take"]
    assert str(cast.manager) in shown.content.decode()
    assert client.post(f"/room/{case.number}/take/").status_code == 409
    client.force_login(cast.manager)
    assert client.get(f"/room/{case.number}/").context["may_take"]


def test_an_internal_note_stays_inside(client: Client, cast: Cast, case: Application) -> None:
    client.post(f"/room/{case.number}/note/", {"text": "rang twice, nobody there"})
    client.post(f"/room/{case.number}/note/", {"text": "we call you tomorrow", "is_for_customer": "on"})
    assert Note.objects.count() == 2
    client.force_login(cast.customer)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "rang twice" not in page
    assert "we call you tomorrow" in page


def test_an_empty_note_is_asked_for_again(client: Client, case: Application) -> None:
    answer = client.post(f"/room/{case.number}/note/", {"text": " "}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()


def test_who_only_reads_writes_no_note(client: Client, cast: Cast, case: Application) -> None:
    client.force_login(cast.auditor)
    assert client.post(f"/room/{case.number}/note/", {"text": "seen"}).status_code == 403
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("text", "people", "unknown"),
    [
        ("@chief please look", ["chief"], ()), ("请＠Chief看一下@manager", ["chief", "manager"], ()),
        ("write to a@b.cn", [], ()), ("@nobody and @chief", ["chief"], ("nobody",)), ("no one", [], ()),
    ],
)  # fmt: skip
def test_an_at_means_a_colleague_by_name(cast: Cast, text: str, people: list[str], unknown: tuple[str, ...]) -> None:
    found = mentioned(text, [cast.chief, cast.manager])
    assert ([one.username for one in found.people], found.unknown) == (people, unknown)


def test_a_colleague_named_in_a_note_finds_it_in_the_inbox(client: Client, cast: Cast, case: Application) -> None:
    client.post(f"/room/{case.number}/note/", {"text": "@chief 请看一下线路"})
    message = Message.objects.get(template="mentioned-in-note")
    assert (message.recipient, message.url) == (cast.chief, f"/room/{case.number}/#notes")
    client.force_login(cast.chief)
    assert case.number in client.get("/messages/").content.decode()


@pytest.mark.parametrize("given", [{"text": "@nobody look"}, {"text": "ask @chief", "is_for_customer": "on"}])
def test_a_mention_that_goes_astray_is_said_and_what_was_typed_stays(
    client: Client, case: Application, given: dict[str, str]
) -> None:
    answer = client.post(f"/room/{case.number}/note/", given)
    assert (answer.status_code, given["text"] in answer.content.decode()) == (422, True)
    assert not Note.objects.exists()


def test_a_note_to_the_customer_is_told_to_the_customer(client: Client, cast: Cast, case: Application) -> None:
    client.post(f"/room/{case.number}/note/", {"text": "we call you tomorrow", "is_for_customer": "on"})
    assert Message.objects.get(template="note-for-customer").recipient == cast.customer


@pytest.mark.parametrize("cheat", [lambda rows: rows.update(text="another"), lambda rows: rows.delete()])
def test_a_note_stays_as_it_was_written(client: Client, case: Application, cheat: Any) -> None:
    client.post(f"/room/{case.number}/note/", {"text": "rang twice"})
    with pytest.raises(DatabaseError), transaction.atomic():
        cheat(Note.objects.all())
    assert Note.objects.get().text == "rang twice"
