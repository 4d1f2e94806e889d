"""The verbs of our works and of the customer's, as `applications.verbs` lists them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.forms import ReasonForm, RemarkForm, VerbForm
from applications.works import actions
from applications.works.forms import DefectsForm, FinishForm, PauseForm, StartForm, TheirDayForm
from applications.works.in_step import plan_customer_works

# Name, action, label, form; those in the first list of each machine are what most likely is wanted now.
GRID_NEXT: tuple[tuple[Any, ...], ...] = (
    ("start_grid_works", actions.start_grid_works, _("Start our works"), StartForm),
    ("resume_grid_works", actions.resume_grid_works, _("Go on with our works"), VerbForm),
    ("finish_grid_works", actions.finish_grid_works, _("Our works are built"), FinishForm),
    ("accept_grid_works", actions.accept_grid_works, _("Accept our works"), VerbForm),
)
GRID_BESIDE: tuple[tuple[Any, ...], ...] = (
    ("pause_grid_works", actions.pause_grid_works, _("Pause our works"), PauseForm),
    ("return_grid_works", actions.return_grid_works, _("Send our works back"), ReasonForm),
)
CUSTOMER_NEXT: tuple[tuple[Any, ...], ...] = (
    ("submit_design", actions.submit_design, _("Submit the drawings"), VerbForm),
    ("approve_design", actions.approve_design, _("Approve the drawings"), RemarkForm),
    ("start_building", actions.start_building, _("We have begun to build"), VerbForm),
    ("request_mid_inspection", actions.request_mid_inspection, _("Ask to inspect hidden works"), VerbForm),
    ("pass_mid_inspection", actions.pass_mid_inspection, _("Hidden works are right"), RemarkForm),
    ("report_completion", actions.report_completion, _("My works are finished"), VerbForm),
    ("pass_inspection", actions.pass_inspection, _("Inspection passed"), RemarkForm),
    ("start_rectifying", actions.start_rectifying, _("I mend the defects"), VerbForm),
)
CUSTOMER_BESIDE: tuple[tuple[Any, ...], ...] = (
    ("plan_customer_works", plan_customer_works, _("Say when my works end"), TheirDayForm),
    ("return_design", actions.return_design, _("Return the drawings"), DefectsForm),
    ("fail_mid_inspection", actions.fail_mid_inspection, _("Hidden works have defects"), DefectsForm),
    ("fail_inspection", actions.fail_inspection, _("Inspection found defects"), DefectsForm),
)
