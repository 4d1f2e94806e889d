"""Parallel permits: one clock of the authorities, decisions by the right people, the news at the end."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.refusals import NotAllowed, Refusal, Unmet, WrongStage
from accounts.roles import Role
from approvals import actions
from approvals.models import Permit, Round
from approvals.signals import permit_refused, round_closed
from deadlines.models import Clock
from tests.approvals.conftest import NOON, PACKAGE, officer, permit

LATER = NOON + timedelta(days=1)


def grant(row, *, by=None, at=LATER, document_no="许可1号"):
    return actions.grant(row.pk, document_no=document_no, by=by, at=at)


def refuse(row, *, by=None, at=LATER):
    return actions.refuse(row.pk, document_no="决定2号", ground="The tree is protected.", by=by, at=at)


@pytest.fixture
def news():
    heard = []

    def listen(name):
        return lambda sender, **facts: heard.append((name, facts["timeline_id"]))

    listeners = {round_closed: listen("closed"), permit_refused: listen("refused")}
    for signal, listener in listeners.items():
        signal.connect(listener, weak=False)
    yield heard
    for signal, listener in listeners.items():
        signal.disconnect(listener)


def test_a_package_holds_only_what_the_authority_needs(parallel):
    assert set(permit(parallel, "PLANNING").package) == set(PACKAGE) - {"name"}


def test_the_clock_of_the_authorities_starts_when_all_packages_are_sent(case, parallel):
    clock = Clock.objects.of(case).get()
    assert (clock.kind, clock.owner, clock.rule, clock.limit_workdays) == ("C2", "GOVERNMENT", "R-02", 2)
    assert (clock.started_at, clock.due_on) == (NOON, date(2026, 11, 26))


def test_an_incomplete_package_is_not_sent_and_starts_no_clock(case):
    short = {**PACKAGE, "works": ""}
    round_ = actions.open_round(case, "PARALLEL", ["PLANNING", "GREENING"], short, by=None, at=NOON)
    actions.submit_packages(round_.pk, by=None, at=NOON)
    assert not Clock.objects.of(case).exists()
    assert {row.stage for row in round_.permits.all()} == {"PACKAGE_DRAFT"}


def test_the_last_grant_closes_the_round_and_tells(case, parallel, news):
    grant(permit(parallel, "PLANNING"))
    assert (news, Clock.objects.running().of(case).count()) == ([], 1)
    grant(permit(parallel, "GREENING"))
    assert news == [("closed", case.pk)]
    assert Round.objects.get().is_settled
    assert Clock.objects.of(case).get().stopped_at == LATER


@pytest.mark.parametrize(
    ("desk", "kind"),
    [
        ("planning", "PLANNING"),
        ("greening", "GREENING"),
        ("road", "ROAD_ADMINISTRATION"),
        ("excavation", "ROAD_OCCUPATION"),
    ],
)
def test_each_authority_decides_on_its_own_permit_and_on_no_other(case, desks, desk, kind):
    round_ = actions.open_round(case, "PARALLEL", [kind], PACKAGE, by=None, at=NOON)
    actions.submit_packages(round_.pk, by=None, at=NOON)
    for other in set(desks) - {desk}:
        with pytest.raises(NotAllowed):
            grant(permit(round_, kind), by=desks[other])
    assert grant(permit(round_, kind), by=desks[desk]).decided_by == desks[desk]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHIEF, Role.PLANNER, Role.WORKS])
def test_no_other_role_of_ours_decides_for_an_authority(parallel, role):
    with pytest.raises(NotAllowed):
        grant(permit(parallel, "PLANNING"), by=officer("x", role))


def test_our_clerk_records_a_decision_with_its_document_and_not_without(parallel, clerk):
    with pytest.raises(Unmet):
        grant(permit(parallel, "PLANNING"), by=clerk, document_no=" ")
    assert grant(permit(parallel, "PLANNING"), by=clerk).document_no == "许可1号"


def test_a_correction_rests_the_clock_until_the_answer(case, parallel, desks):
    row = permit(parallel, "PLANNING")
    actions.request_correction(row.pk, missing="A map, 1:500", by=desks["planning"], at=NOON)
    assert Clock.objects.of(case).get().due_on is None
    actions.supplement(row.pk, package={"route": [[1, 2]], "name": "no"}, by=None, at=NOON + timedelta(days=3))
    assert Clock.objects.of(case).get().due_on == date(2026, 11, 30)
    assert "name" not in Permit.objects.get(pk=row.pk).package


def test_the_clock_rests_until_the_last_of_two_answers(case, parallel):
    rows = list(parallel.permits.all())
    for row in rows:
        actions.request_correction(row.pk, missing="A map", by=None, at=NOON)
    actions.supplement(rows[0].pk, package={}, by=None, at=LATER)
    assert Clock.objects.of(case).get().due_on is None


def test_an_authority_asks_only_once(parallel):
    row = permit(parallel, "PLANNING")
    actions.request_correction(row.pk, missing="A map", by=None, at=NOON)
    actions.supplement(row.pk, package={}, by=None, at=NOON)
    with pytest.raises(Unmet):
        actions.request_correction(row.pk, missing="And a photo", by=None, at=NOON)


def test_a_correction_says_what_is_missing(parallel):
    with pytest.raises(Unmet):
        actions.request_correction(permit(parallel, "PLANNING").pk, missing=" ", by=None, at=NOON)


def test_a_refusal_is_told_at_once_and_the_round_waits_for_the_others(case, parallel, news):
    refuse(permit(parallel, "PLANNING"))
    assert (news, Round.objects.get().stage) == ([("refused", case.pk)], "OPEN")
    grant(permit(parallel, "GREENING"))
    assert (len(news), Round.objects.get().stage, Round.objects.get().is_settled) == (1, "REFUSED", False)
    assert not Clock.objects.running().of(case).exists()


def test_a_refusal_needs_its_ground(parallel):
    with pytest.raises(Unmet):
        actions.refuse(permit(parallel, "PLANNING").pk, document_no="2", ground="", by=None, at=NOON)


def test_a_won_appeal_closes_the_round(parallel, clerk, news):
    grant(permit(parallel, "GREENING"))
    row = refuse(permit(parallel, "PLANNING"))
    actions.appeal(row.pk, by=clerk, at=LATER, reason="Another tree")
    grant(row, at=LATER + timedelta(days=9))
    assert [name for name, _ in news] == ["refused", "closed"]
    assert Round.objects.get().is_settled


def test_another_route_drops_what_was_asked_for_and_lets_a_new_round_open(case, parallel):
    row = refuse(permit(parallel, "PLANNING"))
    actions.reroute(row.pk, by=officer("p", Role.PLANNER), at=LATER, reason="Along the brook")
    assert {(p.kind, p.stage) for p in parallel.permits.all()} == {("PLANNING", "REROUTE"), ("GREENING", "CANCELLED")}
    assert not Clock.objects.running().of(case).exists()
    assert actions.open_round(case, "PARALLEL", ["PLANNING"], PACKAGE, by=None, at=LATER).stage == "OPEN"


def test_a_withdrawn_case_takes_everything_back_once(parallel):
    actions.cancel_round(parallel.pk, by=None, at=LATER)
    assert actions.cancel_round(parallel.pk, by=None, at=LATER).stage == "CANCELLED"
    assert {row.stage for row in parallel.permits.all()} == {"CANCELLED"}


def test_a_decision_after_the_end_is_refused(parallel):
    actions.cancel_round(parallel.pk, by=None, at=LATER)
    with pytest.raises(WrongStage):
        grant(permit(parallel, "PLANNING"))


def test_a_case_has_one_round_at_a_time(case, parallel):
    with pytest.raises(WrongStage):
        actions.open_round(case, "PARALLEL", ["PLANNING"], PACKAGE, by=None, at=NOON)


def test_a_round_without_permits_says_so(case):
    with pytest.raises(Refusal):
        actions.open_round(case, "PARALLEL", [], PACKAGE, by=None, at=NOON)


def test_nothing_to_ask_is_settled_at_once(case, news):
    assert actions.open_round(case, "NONE", [], {}, by=None, at=NOON).is_settled
    assert news == []


def test_the_database_refuses_a_grant_without_its_event(parallel):

    def cheat():
        with transaction.atomic(), connection.cursor() as cursor:
            Permit.objects.filter(kind="PLANNING").update(stage="GRANTED", document_no="x")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="without its event"):
        cheat()


@pytest.mark.django_db(transaction=True)
def test_two_approvers_race_and_one_wins(parallel):
    row, start, outcomes = permit(parallel, "PLANNING"), Barrier(2), []

    def decide(act):
        start.wait()
        try:
            outcomes.append(act(row).stage)
        except WrongStage:
            outcomes.append("late")
        connection.close()

    threads = [Thread(target=decide, args=(act,)) for act in (grant, refuse)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["GOV_REFUSED", "late"], ["GRANTED", "late"])
