"""A later day for a promise: two people, a listed reason, a paper; a broken promise and the law are not moved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.refusals import Invalid, NotAllowed, Unmet
from accounts.roles import Role
from deadlines import actions
from deadlines.choices import ExtensionReason, Party, PauseReason
from deadlines.extensions.actions import confirm, decline, propose
from deadlines.extensions.rules import BROKEN, BY_LAW, NOT_OURS, OVER, Promise, most_extra, why_not
from deadlines.models import Clock, Extension
from deadlines.recounting import miscounted
from tests.deadlines.cast import AT, case, clock, day, moment, officer, supervisor

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)
USUAL = Promise(Party.COMPANY, 10, 0, None, is_running=True, is_broken=False)


@pytest.mark.parametrize(
    ("special", "said"),
    [
        ({}, None), ({"owner": Party.GOVERNMENT}, NOT_OURS), ({"owner": Party.CUSTOMER}, NOT_OURS),
        ({"limit": None}, NOT_OURS), ({"limit": 0}, NOT_OURS), ({"is_running": False}, OVER),
        ({"is_broken": True}, BROKEN), ({"most": 10}, BY_LAW), ({"most": 11}, None),
    ],
)  # fmt: skip
def test_only_a_running_unbroken_promise_of_ours_that_the_law_leaves_open_can_move(
    special: dict[str, Any], said: Any
) -> None:
    assert why_not(USUAL._replace(**special)) is said


@pytest.mark.parametrize(
    ("special", "most"), [({}, 10), ({"extra": 4}, 6), ({"extra": 10}, 0), ({"most": 13}, 3), ({"most": 40}, 10)]
)
def test_never_more_than_was_promised_and_never_past_the_law(special: dict[str, Any], most: int) -> None:
    assert most_extra(USUAL._replace(**special)) == most


def asked(timeline: Any, by: Any, *, workdays: int = 2, **special: Any) -> Extension:
    facts = {"reason": ExtensionReason.FOUND_ON_SITE, "evidence": "photo 12: rock", "at": SOON, **special}
    return propose(timeline, "C1", workdays=workdays, by=by, **facts)


def test_asking_moves_nothing_and_another_persons_word_moves_the_day_and_leaves_a_row() -> None:
    timeline, first, second = case(), supervisor(), officer("chief", Role.CHIEF)
    before = clock(timeline).due_at
    row = asked(timeline, first)
    assert (Clock.objects.get().due_at, row.old_due_on, row.new_due_on) == (
        before,
        day("2026-09-24"),
        day("2026-09-29"),
    )
    confirm(timeline, by=second, at=SOON)
    moved = Clock.objects.get()
    assert (moved.limit_workdays, moved.extra_workdays, moved.due_on) == (5, 2, day("2026-09-29"))
    change = moved.changes.get()
    assert (change.old_due_on, change.new_due_on, change.reason) == (day("2026-09-24"), day("2026-09-29"), "EXTENSION")
    assert change.by == second
    assert not list(miscounted(at=SOON))


def test_who_asked_cannot_confirm_or_decline_and_the_database_says_so_too() -> None:
    timeline, first = case(), supervisor()
    clock(timeline)
    row = asked(timeline, first)
    for act in (confirm, lambda line, **facts: decline(line, answer="no", **facts)):
        with pytest.raises(NotAllowed):
            act(timeline, by=first, at=SOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=row.pk).update(is_confirmed=True, decided_by=first, decided_at=SOON)


@pytest.mark.parametrize("role", [Role.WORKS, Role.MANAGER, Role.LEADER, Role.AUDITOR])
def test_others_neither_ask_nor_confirm(role: Role) -> None:
    timeline, other = case(), officer("other", role)
    clock(timeline)
    with pytest.raises(NotAllowed):
        asked(timeline, other)
    asked(timeline, supervisor())
    with pytest.raises(NotAllowed):
        confirm(timeline, by=other, at=SOON)


def test_a_second_person_has_a_day_then_it_is_asked_for_anew() -> None:
    timeline, first, second = case(), supervisor(), supervisor("second")
    clock(timeline)
    asked(timeline, first)
    with pytest.raises(Unmet):
        asked(timeline, first)
    late = SOON + timedelta(hours=24, seconds=1)
    with pytest.raises(Unmet):
        confirm(timeline, by=second, at=late)
    asked(timeline, first, at=late, evidence="photo 12 and 13")
    confirm(timeline, by=second, at=late)
    lapsed, kept = Extension.objects.order_by("pk")
    assert (lapsed.is_confirmed, lapsed.decided_by, kept.is_confirmed) == (False, None, True)


def test_a_promise_that_broke_meanwhile_is_not_mended() -> None:
    timeline, first, second = case(), supervisor(), supervisor("second")
    clock(timeline)
    last_evening = moment("2026-09-24 23:00")
    asked(timeline, first, at=last_evening)
    with pytest.raises(Invalid) as refusal:
        confirm(timeline, by=second, at=moment("2026-09-25 00:01"))
    assert refusal.value.fields["clock"] == [BROKEN]
    assert Clock.objects.get().extra_workdays == 0


@pytest.mark.parametrize(
    ("special", "field"),
    [({"workdays": 6}, "workdays"), ({"workdays": 0}, "workdays"), ({"evidence": " "}, "evidence")],
)
def test_too_many_days_or_no_paper_is_said_beside_the_field(special: dict[str, Any], field: str) -> None:
    timeline = case()
    clock(timeline)
    with pytest.raises(Invalid) as refusal:
        asked(timeline, supervisor(), **special)
    assert list(refusal.value.fields) == [field]


def test_later_days_and_pauses_add_up() -> None:
    timeline, first, second = case(), supervisor(), supervisor("second")
    clock(timeline)
    actions.pause(timeline, PauseReason.CUSTOMER_REQUESTED, at=moment("2026-09-21 00:00"), by=first)
    asked(timeline, first, at=moment("2026-09-21 09:00"))
    confirm(timeline, by=second, at=moment("2026-09-21 10:00"))
    assert Clock.objects.get().due_on is None
    actions.resume(timeline, PauseReason.CUSTOMER_REQUESTED, at=moment("2026-09-23 00:00"), by=first)
    assert Clock.objects.get().due_on == day("2026-10-08")
