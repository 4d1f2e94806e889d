"""The lifecycle, literally: every verb, from where to where. A typo or a forgotten edge shows here and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from applications.models import Application, CustomerWorks, GridWorks, Lease, TemporarySupply
from applications.stages import ACCEPTED_ON, BEFORE_ENERGISING, CLOSED, FINAL, OPEN, OWNERS, Stage
from applications.verbs import VERBS
from tests.proofs import NAMED, is_there, rows_of

APPLICATION = {
    ("accept", "PRECHECK", "ACCEPTED"),
    ("adopt", "LEAD", "DRAFT"),
    ("archive", "VISITED", "ARCHIVED"),
    ("book_survey", "ACCEPTED SURVEY_BOOKED", "SURVEY_BOOKED"),
    ("clear_fault", "ENERGISE_FAILED", "METERED"),
    ("close_expired", "PLAN_EXPIRED", "CLOSED"),
    ("close_suspended", "SUSPENDED", "CLOSED"),
    ("close_unanswered", "CORRECTION", "CLOSED_NO_RESPONSE"),
    ("confirm_length", "SURVEYED", "(stays)"),
    ("confirm_plan", "PLAN_REPLIED", "PLAN_CONFIRMED"),
    ("correct", "CORRECTION", "PRECHECK"),
    ("decide_investment", "PLAN_DRAFTED SURVEYED", "(stays)"),
    ("dispute_plan", "PLAN_REPLIED", "PLAN_DISPUTED"),
    ("draft_plan", "CHIEF_REVIEW ESCALATED PLAN_DISPUTED PLAN_EXPIRED SURVEYED", "PLAN_DRAFTED"),
    ("energise", "METERED", "ENERGISED"),
    ("escalate", "SURVEYED", "ESCALATED"),
    ("hand_back", "ESCALATED", "SURVEYED"),
    ("expire_draft", "DRAFT", "CLOSED"),
    ("expire_plan", "PLAN_REPLIED", "PLAN_EXPIRED"),
    ("extend_plan", "PLAN_REPLIED", "(stays)"),
    ("fail_energising", "METERED", "ENERGISE_FAILED"),
    ("install_meter", "CONTRACT_SIGNED", "METERED"),
    ("make_ready", "WORKS", "READY"),
    ("offer_contract", "READY", "(stays)"),
    ("precheck", "SUBMITTED", "PRECHECK"),
    ("cancel_survey", "SURVEY_BOOKED", "ACCEPTED"),
    ("record_survey", "SURVEY_BOOKED", "SURVEYED"),
    ("record_visit", "ENERGISED", "VISITED"),
    ("refer_to_chief", "PLAN_DISPUTED", "CHIEF_REVIEW"),
    ("refuse", "PRECHECK", "NOT_ACCEPTED"),
    ("reopen", "CLOSED_NO_RESPONSE", "CORRECTION"),
    ("reply_on_site", "SURVEYED", "PLAN_REPLIED"),
    ("reply_plan", "PLAN_DRAFTED", "PLAN_REPLIED"),
    ("request_correction", "PRECHECK", "CORRECTION"),
    ("resume", "SUSPENDED", "(where it was)"),
    ("sign_contract", "READY", "CONTRACT_SIGNED"),
    ("start_works", "PLAN_CONFIRMED SURVEYED", "WORKS"),
    ("submit", "DRAFT", "SUBMITTED"),
    (
        "suspend",
        "ACCEPTED CHIEF_REVIEW CONTRACT_SIGNED ENERGISE_FAILED ESCALATED METERED PLAN_CONFIRMED PLAN_DISPUTED PLAN_DRAFTED PLAN_EXPIRED PLAN_REPLIED READY SURVEYED SURVEY_BOOKED WORKS",  # noqa: E501
        "SUSPENDED",
    ),  # noqa: E501
    (
        "terminate",
        "ACCEPTED CHIEF_REVIEW CONTRACT_SIGNED CORRECTION DRAFT ENERGISE_FAILED ESCALATED LEAD METERED PLAN_CONFIRMED PLAN_DISPUTED PLAN_DRAFTED PLAN_EXPIRED PLAN_REPLIED PRECHECK READY SUBMITTED SURVEYED SURVEY_BOOKED SUSPENDED WORKS",  # noqa: E501
        "TERMINATED",
    ),  # noqa: E501
    ("uphold_plan", "CHIEF_REVIEW", "PLAN_REPLIED"),
    (
        "withdraw",
        "ACCEPTED CHIEF_REVIEW CONTRACT_SIGNED CORRECTION DRAFT ENERGISE_FAILED ESCALATED LEAD METERED PLAN_CONFIRMED PLAN_DISPUTED PLAN_DRAFTED PLAN_EXPIRED PLAN_REPLIED PRECHECK READY SUBMITTED SURVEYED SURVEY_BOOKED SUSPENDED WORKS",  # noqa: E501
        "WITHDRAWN",
    ),  # noqa: E501
}

GRID_WORKS = {
    ("accept_grid_works", "DONE", "ACCEPTED"),
    ("cancel_grid_works", "DONE PAUSED PENDING STARTED", "CANCELLED"),
    ("finish_grid_works", "STARTED", "DONE"),
    ("pause_grid_works", "STARTED", "PAUSED"),
    ("resume_grid_works", "PAUSED", "STARTED"),
    ("return_grid_works", "DONE", "STARTED"),
    ("start_grid_works", "PENDING", "STARTED"),
}

CUSTOMER_WORKS = {
    ("approve_design", "DESIGN_SUBMITTED", "DESIGN_OK"),
    (
        "cancel_customer_works",
        "BUILDING DESIGNING DESIGN_OK DESIGN_RETURNED DESIGN_SUBMITTED INSPECT_FAILED MID_FAILED MID_OK MID_REQUESTED RECTIFYING REPORTED_COMPLETE",  # noqa: E501
        "CANCELLED",
    ),  # noqa: E501
    ("fail_inspection", "REPORTED_COMPLETE", "INSPECT_FAILED"),
    ("fail_mid_inspection", "MID_REQUESTED", "MID_FAILED"),
    ("pass_inspection", "REPORTED_COMPLETE", "INSPECT_PASSED"),
    ("pass_mid_inspection", "MID_REQUESTED", "MID_OK"),
    ("reopen_for_fault", "INSPECT_PASSED", "RECTIFYING"),
    (
        "plan_customer_works",
        "BUILDING DESIGNING DESIGN_OK DESIGN_RETURNED DESIGN_SUBMITTED INSPECT_FAILED MID_FAILED MID_OK MID_REQUESTED RECTIFYING",  # noqa: E501
        "(stays)",
    ),
    ("report_completion", "BUILDING DESIGN_OK MID_OK RECTIFYING", "REPORTED_COMPLETE"),
    ("request_mid_inspection", "BUILDING DESIGN_OK MID_FAILED MID_OK", "MID_REQUESTED"),
    ("return_design", "DESIGN_SUBMITTED", "DESIGN_RETURNED"),
    ("start_building", "DESIGN_OK", "BUILDING"),
    ("start_rectifying", "INSPECT_FAILED", "RECTIFYING"),
    ("submit_design", "DESIGNING DESIGN_RETURNED", "DESIGN_SUBMITTED"),
}


def edges(model: type) -> set[tuple[str, str, str]]:
    found = set()
    for edge in model._meta.get_field("stage").get_all_transitions(model):  # type: ignore[attr-defined]
        target: Any = edge.target
        name = "(where it was)" if type(target).__name__ == "GET_STATE" else str(target) if target else "(stays)"
        found.add((edge.name, str(edge.source), name))
    return found


@pytest.mark.parametrize(
    ("model", "table"), [(Application, APPLICATION), (GridWorks, GRID_WORKS), (CustomerWorks, CUSTOMER_WORKS)]
)
def test_the_lifecycle_is_exactly_this(model: type, table: set[tuple[str, str, str]]) -> None:
    assert edges(model) == {(verb, source, target) for verb, sources, target in table for source in sources.split()}


def test_every_edge_names_known_stages() -> None:
    for _verb, source, target in edges(Application):
        assert source in Stage.values
        assert target in {*Stage.values, "(stays)", "(where it was)"}


def test_nothing_leads_out_of_a_final_stage() -> None:
    assert not {source for _verb, source, _target in edges(Application)} & FINAL


def test_every_open_stage_has_a_desk_with_a_known_role_and_a_turn() -> None:
    assert set(OWNERS) == OPEN
    assert all(owner.desks and set(owner.desks) <= set(Role) for owner in OWNERS.values())


def test_open_and_closed_stages_are_all_there_are() -> None:
    assert set(Stage) == OPEN | CLOSED
    assert not OPEN & CLOSED


MACHINES = (Application, GridWorks, CustomerWorks, Lease, TemporarySupply)


def test_every_verb_of_a_person_is_a_verb_of_a_machine_or_says_who_may() -> None:
    known = {verb for model in MACHINES for verb, _source, _target in edges(model)}
    assert {verb.name for verb in VERBS.values() if verb.may is None} <= known


def test_one_verb_all_the_way_down() -> None:
    for verb in VERBS.values():
        assert verb.action.__name__ == verb.name
        assert reverse("application-verb", args=["XC-1", verb.name]).endswith(f"/{verb.name}/")


DOCUMENT = rows_of("docs/lifecycle.md", r"`[a-z_]+`")
SHORT = {
    "before power": set(BEFORE_ENERGISING),
    "accepted": set(ACCEPTED_ON),
    "stays": {"(stays)"},
    "where it was": {"(where it was)"},
}


def test_the_page_about_the_lifecycle_names_every_step_once() -> None:
    verbs = [row[0].strip("`") for row in DOCUMENT]
    assert len(verbs) == len(set(verbs))
    assert set(verbs) == {
        verb for model in (Application, GridWorks, CustomerWorks) for verb, _from, _to in edges(model)
    }


@pytest.mark.parametrize("row", DOCUMENT, ids=lambda row: row[0].strip("`"))
def test_the_page_about_the_lifecycle_says_of_a_step_what_the_machine_does(row: list[str]) -> None:
    step, sources, target, who, _what, proof = row
    found = [
        edge for model in (Application, GridWorks, CustomerWorks) for edge in edges(model) if edge[0] == step[1:-1]
    ]
    named = NAMED.findall(proof)
    assert {source for _verb, source, _to in found} == SHORT.get(sources, set(sources.split()))
    assert {to for *_edge, to in found} == SHORT.get(target, {target})
    assert who
    assert named
    assert not [name for name in named if not is_there(name)]
