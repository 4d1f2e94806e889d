"""Choosing an account manager over HTTP: cards, full ones, a change with its reason, leave, and the sweep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.refusals import Invalid
from accounts.roles import Role
from applications import timers
from applications.intake import actions as intake
from applications.models import Application
from applications.serving import actions as choosing
from customers import actions as customers
from customers.models import AccountManager, Assignment, FollowUp
from customers.serving import actions as serving
from customers.serving.cards import cards
from notifications.models import Message
from tests.applications.journey import MONDAY, SMALL_SHOP, Cast, accepted, person, submitted
from tests.applications.test_http_journeys import Caller

SEAT = "411523100"


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


def another(name: str = "lin", *, cap: int = 30) -> AccountManager:
    return customers.appoint_manager(person(name, Role.MANAGER), areas=[SEAT], open_case_cap=cap)


def case_of(one: Application) -> Application:
    return Application.objects.get(pk=one.pk)


def test_a_card_tells_only_what_the_cases_tell(cast: Cast) -> None:
    accepted(cast)
    card = cards(at=MONDAY, township_code=SEAT)[0]
    assert (card.covers, card.open_cases, card.past_cases, card.satisfaction) == (True, 1, 0, None)
    assert card.free_slots >= 36


def test_a_chosen_manager_has_the_case_from_the_moment_it_is_submitted(cast: Cast) -> None:
    lin = another()
    case = submitted(cast, {**SMALL_SHOP, "manager": str(lin.pk)})
    assert case.manager == lin.user
    assert intake.accept(case.pk, by=cast.intake, at=MONDAY).manager == lin.user


def test_the_wizard_shows_a_full_manager_and_does_not_take_him(cast: Cast, client: Client) -> None:
    full = another(cap=0)
    draft = intake.open_draft(by=cast.customer, at=MONDAY)
    client.force_login(cast.customer)
    page = client.get(f"/apply/{draft.number}/manager/").content.decode()
    assert f'value="{full.pk}" disabled' in page
    answer = client.post(f"/apply/{draft.number}/manager/", {"manager": str(full.pk)})
    assert (answer.status_code, b"error-summary" in answer.content) == (422, True)
    assert client.post(f"/apply/{draft.number}/manager/", {"manager": "999"}).status_code == 422
    assert client.post(f"/apply/{draft.number}/manager/", {"manager": "LATER"}).status_code == 302


def test_whoever_chooses_later_has_a_day_and_then_one_is_named(cast: Cast) -> None:
    case = accepted(cast, {**SMALL_SHOP, "manager": "LATER"})
    assert case.manager is None
    timers.run(at=MONDAY + timedelta(hours=23))
    assert case_of(case).manager is None
    timers.run(at=MONDAY + timedelta(hours=25))
    assert case_of(case).manager == cast.manager


def test_a_change_needs_a_reason_and_frees_the_old_place(cast: Cast) -> None:
    case, lin, caller = accepted(cast), another(), Caller(cast.customer)
    refused = caller.post(f"applications/{case.number}/choose_manager/", {"manager": lin.pk})
    assert (refused.status_code, "reason" in refused.json()["errors"]) == (400, True)
    caller.post(f"applications/{case.number}/choose_manager/", {"manager": lin.pk, "reason": "Nearer"})
    assert case_of(case).manager == lin.user
    assert Assignment.objects.open().get(timeline=case.timeline).manager == lin


def test_whoever_looks_after_the_case_now_answers_for_its_running_promises(cast: Cast) -> None:
    case, lin = accepted(cast, {**SMALL_SHOP, "manager": "LATER"}), another()

    def answering() -> set[str]:
        return set(case.timeline.clocks.running().values_list("responsible__username", flat=True))

    assert answering() == {"chief"}
    choosing.choose_manager(case.pk, by=cast.customer, at=MONDAY, manager=lin.pk)
    assert answering() == {"lin"}
    old = AccountManager.objects.get(user=cast.manager)
    choosing.choose_manager(case.pk, by=cast.customer, at=MONDAY, manager=old.pk, reason="too far away")
    assert answering() == {"manager"}


def test_an_unknown_manager_is_refused_in_words(cast: Cast) -> None:
    answer = Caller(cast.customer).post(
        f"applications/{accepted(cast).number}/choose_manager/", {"manager": 99, "reason": "x"}
    )
    assert (answer.status_code, bool(answer.json()["errors"]["manager"])) == (400, True)


def test_leave_is_covered_and_both_changes_are_told(cast: Cast) -> None:
    case, lin, mine = accepted(cast), another(), AccountManager.objects.get(user=cast.manager)
    days = {"from_on": MONDAY.date(), "until_on": MONDAY.date() + timedelta(days=4)}
    leave = serving.plan_leave(mine, cover=lin, by=cast.chief, at=MONDAY, **days)
    assert case_of(case).manager == lin.user
    assert [card.name for card in cards(at=MONDAY)] == ["lin"]
    serving.end_leave(leave.pk, at=MONDAY + timedelta(days=5))
    assert case_of(case).manager == cast.manager
    told = set(Message.objects.filter(recipient=cast.customer).values_list("template", flat=True))
    assert {"manager-leave", "manager-back"} <= told


def test_the_chief_notes_an_absence_and_others_cannot(cast: Cast, client: Client) -> None:
    mine, lin = AccountManager.objects.get(user=cast.manager), another()
    given = {"from_on": "2026-12-01", "until_on": "2026-11-30", "cover": lin.pk}
    client.force_login(cast.manager)
    assert client.get(f"/managers/{mine.pk}/leave/").status_code == 403
    client.force_login(cast.chief)
    assert client.post(f"/managers/{mine.pk}/leave/", given).status_code == 422
    assert client.post(f"/managers/{mine.pk}/leave/", {**given, "until_on": "2099-12-30"}).status_code == 302
    assert client.get("/managers/").status_code == 200


def test_a_low_score_opens_a_follow_up_for_the_chief(cast: Cast) -> None:
    case = accepted(cast)
    customers.rate(case.timeline, about="energise", manager=cast.manager, score=2, at=MONDAY)
    row = FollowUp.objects.get()
    assert row.owner == cast.chief
    serving.close_follow_up(row.pk, outcome="Called and settled", by=cast.chief, at=MONDAY)
    assert not FollowUp.objects.open().exists()


def test_programs_read_cards_and_free_hours(cast: Cast) -> None:
    caller, pk = Caller(cast.customer), AccountManager.objects.get(user=cast.manager).pk
    assert caller.get("managers/").json()["results"][0]["satisfaction"] is None
    assert len(caller.get(f"slots/?manager={pk}&page_size=100").json()["results"]) >= 36
    assert caller.get("slots/?manager=999").status_code == 404
    assert caller.get("slots/?manager=x").status_code == 400


def test_whoever_let_us_name_one_may_still_choose_freely_for_a_day(cast: Cast) -> None:
    case, lin, other = accepted(cast), another(), another("other")
    assert case.manager == cast.manager
    choose = {"application_id": case.pk, "by": cast.customer}
    choosing.choose_manager(manager=lin.pk, at=MONDAY + timedelta(hours=23), **choose)
    assert case_of(case).manager == lin.user
    with pytest.raises(Invalid):  # that was the choice; another one has a reason
        choosing.choose_manager(manager=other.pk, at=MONDAY + timedelta(hours=23), **choose)


def test_after_that_day_a_change_has_a_reason(cast: Cast) -> None:
    case, lin = accepted(cast), another()
    with pytest.raises(Invalid):
        choosing.choose_manager(case.pk, manager=lin.pk, by=cast.customer, at=MONDAY + timedelta(hours=25))


def test_a_follow_up_has_its_page_and_stays_as_it_was_written(cast: Cast, client: Client) -> None:
    case = accepted(cast)
    customers.rate(case.timeline, about="energise", manager=cast.manager, score=1, comment="来晚了", at=MONDAY)
    row = FollowUp.objects.get()
    client.force_login(cast.chief)
    assert case.number in client.get("/follow-ups/").content.decode()
    assert "来晚了" in client.get(f"/follow-ups/{row.pk}/").content.decode()
    assert client.post(f"/follow-ups/{row.pk}/", {"outcome": ""}).status_code == 422
    client.post(f"/follow-ups/{row.pk}/", {"outcome": "Called and settled"})
    assert client.post(f"/follow-ups/{row.pk}/", {"outcome": "Another"}).status_code == 409
    for cheat in (lambda rows: rows.update(outcome="Another"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            cheat(FollowUp.objects.all())
    assert FollowUp.objects.get().outcome == "Called and settled"


def test_the_manager_never_reads_who_was_not_content(cast: Cast, client: Client) -> None:
    customers.rate(accepted(cast).timeline, about="energise", manager=cast.manager, score=1, at=MONDAY)
    client.force_login(cast.manager)
    assert client.get("/follow-ups/").status_code == 403
    client.force_login(cast.supervisor)
    assert "<textarea" not in client.get(f"/follow-ups/{FollowUp.objects.get().pk}/").content.decode()
