"""Whole journeys by actions, from draft to archive, with real rows at every step."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import applications.actions as ways
import applications.survey.actions as survey
import applications.works.actions as works
import approvals.actions as approvals
from applications.models import Application
from applications.stages import Stage
from gridhealth.models import Reservation
from tests.applications.journey import FACTORY, MONDAY, TERMS, Cast, build_grid, finish, running, surveyed

TUESDAY = MONDAY + timedelta(days=1)


def test_a_small_shop_gets_power_without_a_plan_and_without_permits(cast: Cast) -> None:
    case = surveyed(cast)
    assert (case.plan_mode, case.permits, case.is_company_invested) == ("NONE", "FILING", True)
    case = survey.start_works(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    assert case.grid_works.stage == "STARTED"
    assert {"C4", "C5", "C-TOTAL"} <= running(case)
    case = build_grid(cast, case, at=TUESDAY)
    assert case.stage == Stage.READY
    assert finish(cast, case, at=TUESDAY).stage == Stage.ARCHIVED


def test_a_factory_is_answered_at_the_survey_and_builds_its_own_part(cast: Cast) -> None:
    case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"})
    assert case.plan_mode == "ON_SITE"
    case = survey.reply_on_site(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    assert case.turn == "CUSTOMER"
    case = survey.confirm_plan(case.pk, by=cast.customer, at=MONDAY)
    assert (case.stage, case.round.stage, "C3" in running(case)) == (Stage.WORKS, "CLOSED", True)
    works.start_grid_works(case.pk, by=cast.works, at=TUESDAY)
    build_grid(cast, case, at=TUESDAY)
    works.report_completion(case.pk, by=cast.customer, at=TUESDAY)
    case = works.pass_inspection(case.pk, by=cast.inspector, at=TUESDAY)
    assert finish(cast, case, at=TUESDAY).stage == Stage.ARCHIVED


def test_a_long_line_waits_for_four_permits_and_goes_on_with_the_last_one(cast: Cast) -> None:
    case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"}, length="420.5")
    survey.reply_on_site(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    case = survey.confirm_plan(case.pk, by=cast.customer, at=MONDAY)
    assert (case.turn, "C2" in running(case), "C3" in running(case)) == ("GOVERNMENT", True, False)
    for permit in case.round.permits.all():
        approvals.grant(permit.pk, by=cast.intake, at=TUESDAY, document_no="2026-1")
    case = Application.objects.get(pk=case.pk)
    assert (case.turn, "C2" in running(case), "C3" in running(case)) == ("COMPANY", False, True)


def test_a_failed_inspection_names_every_defect_and_starts_its_own_round(cast: Cast) -> None:
    case = surveyed(cast, {**FACTORY, "dev_zone_level": "PROVINCIAL"})
    survey.reply_on_site(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    survey.confirm_plan(case.pk, by=cast.customer, at=MONDAY)
    works.report_completion(case.pk, by=cast.customer, at=TUESDAY)
    defect = {"clause": "GB 50169 3.1", "text": "earth missing"}
    case = works.fail_inspection(case.pk, by=cast.inspector, at=TUESDAY, defects=[defect])
    assert case.customer_works.inspections.get().defects == [defect]
    works.start_rectifying(case.pk, by=cast.customer, at=TUESDAY)
    case = works.report_completion(case.pk, by=cast.customer, at=TUESDAY)
    assert sorted(case.timeline.clocks.filter(kind="C8").values_list("cycle", flat=True)) == [1, 2]


def test_withdrawing_gives_everything_back(cast: Cast) -> None:
    case = surveyed(cast)
    case = ways.withdraw(case.pk, by=cast.customer, at=TUESDAY)
    held = Reservation.objects.get(timeline=case.timeline)
    assert (case.stage, held.stage, running(case)) == (Stage.WITHDRAWN, "RELEASED", set())


def test_a_plan_that_nobody_confirms_expires_and_gives_its_capacity_back(cast: Cast) -> None:
    case = surveyed(cast, {**FACTORY, "applied_capacity": Decimal(1000)})
    case.is_company_invested = False
    case.save()
    survey.reply_on_site(case.pk, by=case.manager, at=MONDAY, terms=TERMS)
    case = survey.expire_plan(case.pk, at=MONDAY + timedelta(days=400))
    assert (case.stage, case.reservation) == (Stage.PLAN_EXPIRED, None)
