"""Many cases at once, and a case handed to a colleague: looked at first, then done one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from applications.models import Application
from applications.room.actions import take
from applications.room.holding import desk_to_hand_over
from applications.room.models import Assignment
from notifications.models import Message
from tests.applications.journey import Cast, accepted, person, submitted

WHY = "on leave from tomorrow"


@pytest.fixture
def cases(cast: Cast, client: Client) -> list[Application]:
    """Two at the desk of intake, one that has gone on; an intake officer is signed in."""
    client.force_login(cast.intake)
    now = timezone.now()
    return [submitted(cast, at=now), submitted(cast, at=now), accepted(cast, at=now)]


@pytest.fixture
def colleague(cast: Cast) -> User:
    return person("colleague", Role.INTAKE)


def asked(act: str, cases: list[Application], **more: Any) -> dict[str, Any]:
    return {"act": act, "number": [case.number for case in cases], **more}


def parted(answer: Any) -> tuple[set[str], set[str]]:
    """Numbers that fit, and numbers that do not."""
    fit, unfit = answer.context["fit"], answer.context["unfit"]
    return {line.case.number for line in fit}, {line.case.number for line in unfit}


def holders() -> set[str]:
    return {str(row.officer.username) for row in Assignment.objects.filter(released_at=None)}


def test_looking_says_what_is_blocked_and_changes_nothing(
    client: Client, cases: list[Application], colleague: User
) -> None:
    take(cases[0].pk, by=colleague, at=timezone.now())
    answer = client.get("/room/bulk/", asked("take", cases))
    assert parted(answer) == ({cases[1].number}, {cases[0].number, cases[2].number})
    assert all(line.obstacle for line in answer.context["unfit"])
    assert 'class="btn btn-quiet" href="/room/"' in answer.content.decode()
    assert holders() == {"colleague"}


def test_one_that_fails_stops_no_other(client: Client, cases: list[Application]) -> None:
    answer = client.post("/room/bulk/", asked("take", cases))
    assert parted(answer) == ({cases[0].number, cases[1].number}, {cases[2].number})
    given_back = client.post("/room/bulk/", asked("release", cases))
    assert parted(given_back) == ({cases[0].number, cases[1].number}, {cases[2].number})
    assert holders() == set()


def test_handing_over_asks_to_whom_and_why_first(
    client: Client, cast: Cast, cases: list[Application], colleague: User
) -> None:
    first = client.get("/room/bulk/", asked("hand_over", cases[:1]))
    offered = set(first.context["form"].fields["to"].queryset)
    assert (colleague in offered, cast.intake in offered) == (True, False), "nobody hands over to himself"
    answer = client.post("/room/bulk/", asked("hand_over", cases[:1], to=colleague.pk, reason=""))
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_a_case_is_handed_over_and_the_colleague_is_told(
    client: Client, cast: Cast, cases: list[Application], colleague: User
) -> None:
    take(cases[0].pk, by=cast.intake, at=timezone.now())
    given = asked("hand_over", cases[:2], to=colleague.pk, reason=WHY)
    assert parted(client.get("/room/bulk/", given)) == ({cases[0].number}, {cases[1].number})
    assert parted(client.post("/room/bulk/", given)) == ({cases[0].number}, {cases[1].number})
    assert holders() == {"colleague"}
    assert Message.objects.filter(recipient=colleague, about=cases[0].number).count() == 1
    client.force_login(colleague)
    assert WHY in client.get(f"/room/{cases[0].number}/").content.decode()


def test_the_chief_gives_a_case_whoever_has_it(
    client: Client, cast: Cast, cases: list[Application], colleague: User
) -> None:
    take(cases[0].pk, by=cast.intake, at=timezone.now())
    client.force_login(cast.supervisor)
    client.post("/room/bulk/", asked("hand_over", cases[:2], to=colleague.pk, reason=WHY))
    assert holders() == {"colleague"}
    assert Assignment.objects.filter(released_at=None).count() == 2


def test_only_whoever_works_at_the_desk_receives_it(cast: Cast, cases: list[Application]) -> None:
    with pytest.raises(Exception, match="unmet"):
        desk_to_hand_over(cases[0].desks, {}, by=cast.supervisor, to=cast.meter)


@pytest.mark.parametrize(("given", "status"), [({"act": "take"}, 302), ({"act": "eat", "number": "X"}, 404)])
def test_nothing_chosen_or_no_such_act(client: Client, cases: list[Application], given: Any, status: int) -> None:
    assert client.get("/room/bulk/", given).status_code == status
