"""The assessment from stored interruptions, with its guards."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import RoleGrant
from accounts.refusals import Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from outages.assessment import actions
from outages.assessment.queries import standings
from outages.indices.models import Interruption
from outages.indices.queries import whole
from tests.outages.planned.conftest import DAY, NOON


@pytest.fixture
def dark(areas):
    """Two hours without power for fifty customers, by a fault."""
    off_at = NOON - 3 * DAY
    actions.set_budget(areas[0].cell, 2026, Decimal(1000))
    return Interruption.objects.create(area=areas[0], customers=50, off_at=off_at, on_at=off_at + timedelta(hours=2))


def left(area):
    return standings(whole(2026), at=NOON, cells=[area.cell])[0].left


def exempted(dark, people):
    told = {"exemption": "FORCE_MAJEURE", "evidence": "weather record 7"}
    return actions.ask_exemption(dark.area, off_at=dark.off_at, **told, by=people["works"], at=NOON)


def test_a_fault_uses_the_budget_of_its_team(dark):
    assert left(dark.area) == 900


def test_an_exemption_counts_only_when_another_person_agrees(dark, people):
    asked = exempted(dark, people)
    assert left(dark.area) == 900
    for name in ("works", "supervisor"):
        with pytest.raises(NotAllowed):
            actions.confirm_exemption(asked.pk, by=people[name], at=NOON)
    actions.confirm_exemption(asked.pk, by=people["auditor"], at=NOON)
    assert left(dark.area) == 1000
    with pytest.raises(WrongStage):
        actions.confirm_exemption(asked.pk, by=people["auditor"], at=NOON)


def test_nobody_agrees_to_what_he_has_asked_for_himself(dark, people):
    RoleGrant.objects.create(user=people["auditor"], role=Role.WORKS, granted_at=NOON)
    asked = exempted(dark, {"works": people["auditor"]})
    with pytest.raises(NotAllowed):
        actions.confirm_exemption(asked.pk, by=people["auditor"], at=NOON)


def test_only_what_really_happened_can_be_exempt(dark, people):
    with pytest.raises(Invalid):
        actions.ask_exemption(dark.area, off_at=NOON, exemption="USER_SIDE", evidence="x", by=people["works"], at=NOON)


def test_an_appeal_is_answered_by_somebody_else_within_five_workdays(dark, people):
    one = actions.appeal(dark.area.cell, 2026, reason="twice", by=people["works"], at=NOON)
    assert (one.due_on - NOON.date()).days == 7
    with pytest.raises(Invalid):
        actions.answer_appeal(one.pk, answer=" ", by=people["supervisor"], at=NOON)
    actions.answer_appeal(one.pk, answer="mended", by=people["supervisor"], at=NOON)
    with pytest.raises(WrongStage):
        actions.answer_appeal(one.pk, answer="again", by=people["supervisor"], at=NOON)


def test_nobody_answers_his_own_appeal(dark, people):
    RoleGrant.objects.create(user=people["supervisor"], role=Role.WORKS, granted_at=NOON)
    one = actions.appeal(dark.area.cell, 2026, reason="twice", by=people["supervisor"], at=NOON)
    with pytest.raises(NotAllowed):
        actions.answer_appeal(one.pk, answer="fine", by=people["supervisor"], at=NOON)


def test_the_pages_and_the_export_tell_the_same(dark, people):
    client = Client()
    client.force_login(people["dispatch"])
    assert client.get(f"/outages/assessment/{dark.area.cell.code}/?year=2026").status_code == 200
    assert "900.00" in client.get("/outages/assessment/export/?year=2026").content.decode()


def test_asking_by_the_page(dark, people):
    client, there = Client(), f"/outages/assessment/{dark.area.cell.code}/exempt/"
    client.force_login(people["works"])
    told = {"area": dark.area_id, "off_at": dark.off_at.isoformat(), "exemption": "USER_SIDE", "evidence": "paper"}
    assert client.post(there, told).status_code == 302


def test_the_auditor_finds_what_was_asked_and_agrees_on_the_page(dark, people):
    asked, client, there = exempted(dark, people), Client(), f"/outages/assessment/{dark.area.cell.code}/"
    for name, sees in (("supervisor", False), ("auditor", True)):
        client.force_login(people[name])
        assert (f"{there}confirm/{asked.pk}/" in client.get(there).content.decode()) is sees
    assert client.post(f"{there}confirm/{asked.pk}/").status_code == 302
    asked.refresh_from_db()
    assert asked.confirmed_by == people["auditor"]
