"""A case at a desk over HTTP: taken, given back, written on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from applications.models import Application
from applications.room.models import Assignment, Note
from tests.applications.journey import Cast, person, submitted


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
