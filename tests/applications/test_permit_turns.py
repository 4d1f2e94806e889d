"""Our clocks rest while the authorities act, and never a day beyond it: whose turn it is at every mix of permits."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

import approvals.actions as permits
from applications.headlines import ANSWER, PERMITS, headline
from applications.turns import whose_turn
from approvals.models import Permit, Snapshot
from approvals.package import actions as packages
from deadlines.choices import Party
from deadlines.models import Clock, Pause
from tests.applications.journey import FACTORY, MONDAY, surveyed
from tests.applications.steps import do, fresh, must_hold

SENT, ASKED, GRANTED, REFUSED, APPEAL, DRAFT = (
    "SUBMITTED_TO_GOV", "GOV_CORRECTION", "GRANTED", "GOV_REFUSED", "APPEAL", "PACKAGE_DRAFT",
)  # fmt: skip


def at_works(stages, *, grid="", live=True):
    """A case in its works as the rule sees it."""
    ours = not live or bool({DRAFT, ASKED, REFUSED} & set(stages))
    round_ = SimpleNamespace(is_ours_to_act=lambda: ours)
    works = SimpleNamespace(is_over=grid == "ACCEPTED", stage=grid) if grid else None
    return SimpleNamespace(
        pk=None,
        stage="WORKS",
        grid_works=works,
        customer_works=None,
        round=round_,
        permits="PARALLEL",
        permits_are_done=set(stages) == {GRANTED},
    )


@pytest.mark.parametrize(
    ("stages", "party", "rests"),
    [
        ([SENT, SENT], "GOVERNMENT", "AWAIT_GOV_PERMIT"),
        ([SENT, GRANTED], "GOVERNMENT", "AWAIT_GOV_PERMIT"),
        ([APPEAL, GRANTED], "GOVERNMENT", "AWAIT_GOV_PERMIT"),
        ([SENT, ASKED], "COMPANY", None),
        ([SENT, DRAFT], "COMPANY", None),
        ([SENT, REFUSED], "COMPANY", None),
        ([GRANTED, REFUSED], "COMPANY", None),
        ([GRANTED, GRANTED], "CUSTOMER", "AWAIT_CUSTOMER_WORKS"),
    ],
)
def test_whose_turn_and_why_our_clocks_rest(stages, party, rests):
    turn = whose_turn(at_works(stages))
    assert (turn.party, turn.rest) == (Party(party), rests)
    if party == "COMPANY":
        assert turn.desks == ("intake",)


def test_another_route_is_ours_to_find():
    assert whose_turn(at_works([GRANTED, REFUSED], live=False)).rest is None


def test_our_own_works_run_on_beside_a_question():
    assert whose_turn(at_works([SENT, ASKED], grid="DONE")).desks == ("inspector", "intake")


@pytest.fixture
def far(cast):
    """Over 150 m, confirmed: four permits with the authorities, nothing else to do."""
    case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"}, length="420.5")
    do(cast, case, "reply_on_site", by=cast.manager, at=MONDAY)
    return do(cast, case, "confirm_plan", by=cast.customer, at=MONDAY + timedelta(days=1))


def rests(case):
    return set(Pause.objects.open_on(case.timeline).filter(owner="COMPANY").values_list("reason", flat=True))


def test_a_question_wakes_our_clocks_and_the_answer_lets_them_rest_again(cast, far):
    tuesday, row = MONDAY + timedelta(days=1), Permit.objects.order_by("pk").first()
    assert rests(far) == {"AWAIT_GOV_PERMIT"}
    permits.request_correction(row.pk, missing="1:500", by=None, at=tuesday)
    assert (rests(far), fresh(far).turn) == (set(), "COMPANY")
    assert headline(fresh(far)) is ANSWER
    packages.answer(row.pk, answer="attached", by=cast.intake, at=tuesday)
    assert (rests(far), fresh(far).turn) == ({"AWAIT_GOV_PERMIT"}, "GOVERNMENT")
    assert headline(fresh(far)) is PERMITS
    must_hold(far)


def test_what_was_sent_is_kept_version_by_version(cast, far):
    row = Permit.objects.order_by("pk").first()
    permits.request_correction(row.pk, missing="length", by=None, at=MONDAY + timedelta(days=1))
    permits.supplement(row.pk, package={"route_length_m": "419"}, by=cast.intake, at=MONDAY + timedelta(days=1))
    lengths = Snapshot.objects.filter(permit=row).values_list("version", "package__route_length_m")
    assert [(version, float(length)) for version, length in lengths] == [(0, 420.5), (1, 419.0)]
    assert len(set(Snapshot.objects.values_list("permit", "sha256"))) == 5


def test_a_refusal_is_ours_to_answer_at_once_and_an_appeal_gives_the_authority_its_legal_limit(cast, far):
    row, *others = Permit.objects.order_by("pk")
    permits.refuse(row.pk, document_no="1", ground="a tree", by=None, at=MONDAY + timedelta(days=1))
    assert rests(far) == set()
    for other in others:
        permits.grant(other.pk, document_no="2", by=None, at=MONDAY + timedelta(days=1))
    permits.appeal(row.pk, by=cast.chief, at=MONDAY + timedelta(days=2), reason="the tree stands elsewhere")
    assert rests(far) == {"AWAIT_GOV_PERMIT"}
    clock = Clock.objects.running().get(timeline=far.timeline, kind="C2")
    assert (clock.cycle, clock.limit_workdays, clock.owner) == (2, 20, "GOVERNMENT")
    permits.grant(row.pk, document_no="3", by=None, at=MONDAY + timedelta(days=4))
    assert "AWAIT_GOV_PERMIT" not in rests(far)
    must_hold(far)


def test_an_overdue_authority_excuses_only_its_own_days(cast, far):
    """Its clock is late and ours still rests; from the grant on ours runs again."""
    late = MONDAY + timedelta(days=9)
    for row in Permit.objects.order_by("pk"):
        permits.grant(row.pk, document_no="1", by=None, at=late)
    gov = Clock.objects.get(timeline=far.timeline, kind="C2")
    assert gov.is_breached(late)
    ended = Pause.objects.get(timeline=far.timeline, owner="COMPANY", reason="AWAIT_GOV_PERMIT")
    assert (ended.started_at, ended.ended_at) == (MONDAY + timedelta(days=1), late)
