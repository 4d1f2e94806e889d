"""Open everything that happens between the plan and the contract: permits, our works, the customer's works."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import approvals.actions
import approvals.filing.actions
from applications.actions import start_clock, tell
from applications.models import Application
from applications.works.choices import CustomerStage
from applications.works.models import CustomerWorks, GridWorks
from applications.works.undertaking import signed_pdf
from approvals.models import SignedHow
from deadlines import machine
from deadlines.gathering import remember

CLOCKS = {"R-14": "C3", "R-15": "C10", "R-16": "C4"}


def open_works(application: Application, *, at: datetime) -> None:
    """Rows first, so that a round that closes at once finds the works it releases. Called in `start_works`."""
    verdict = application.verdict
    if verdict is None:
        return
    if application.is_company_invested:
        _open_grid_works(application, verdict, at=at)
    if verdict.has_customer_works or application.is_company_invested is False:
        _open_customer_works(application, verdict, at=at)
    if application.permits in ("FILING", "PARALLEL"):
        open_round(application, at=at)
    else:
        permits_are_settled(application, at=at)


def _open_grid_works(application: Application, verdict: Any, *, at: datetime) -> None:
    """What we pay for we build, also where no rule gives the works a limit of their own and the total counts alone."""
    rule = verdict.works_rule or ("R-L1" if application.is_low_voltage else "R-23a")
    application.grid_works = works = GridWorks.objects.create(
        application=application, timeline=application.timeline, rule=rule, clock=CLOCKS.get(rule, ""),
        limit_workdays=verdict.works_limit_workdays,
    )  # fmt: skip
    machine.record(works, "open_grid_works", "", by=None, at=at)


def _open_customer_works(application: Application, verdict: Any, *, at: datetime) -> None:
    stage = CustomerStage.DESIGNING if verdict.design_review_needed else CustomerStage.BUILDING
    application.customer_works = works = CustomerWorks.objects.create(
        application=application, timeline=application.timeline, stage=stage,
        has_mid_inspection=verdict.mid_inspection_needed,
    )  # fmt: skip
    machine.record(works, "open_customer_works", "", by=None, at=at)


def reopen_for_fault(application: Application, *, at: datetime) -> None:
    """The fault is in the customer's installation: it is mended and looked at, also where nothing was built before."""
    if (works := application.customer_works) is not None:
        machine.move(works, "reopen_for_fault", by=None, at=at)
        return
    application.customer_works = works = CustomerWorks.objects.create(
        application=application, timeline=application.timeline, stage=CustomerStage.RECTIFYING
    )
    machine.record(works, "open_customer_works", "", by=None, at=at)


def open_round(application: Application, *, at: datetime) -> None:
    """Ask the authorities, with the route as it is now."""
    round_ = approvals.actions.open_round(
        application.timeline, application.permits, application.verdict.permits_needed, package_of(application),
        by=application.applicant, at=at, exemption_basis=application.verdict.exemption_basis,
    )  # fmt: skip
    application.round = round_
    application.save(update_fields=["round"])
    if application.permits == "PARALLEL":
        approvals.actions.submit_packages(round_.pk, by=None, at=at)
    elif application.undertaking_signed_at:
        file_undertaking(application, at=at)


def file_undertaking(application: Application, *, at: datetime, how: str = SignedHow.ACCOUNT) -> None:
    """File what the customer has signed: at the application, with the plan, or now."""
    round_, signed_at = application.round, min(application.undertaking_signed_at, at)
    round_.timeline = application.timeline
    filing = round_.filings.get()
    filing.round, filing.timeline = round_, round_.timeline
    remember(round_, "filings", [filing])
    approvals.filing.actions.file_read(
        filing, by=application.applicant, at=at, text_version=application.rule_set, signed_at=signed_at, how=how,
        letter=signed_pdf(application, filing, signed_at=signed_at, how=how, at=at),
    )  # fmt: skip
    permits_are_settled(application, at=at)
    tell(application, "permits-settled", at=at)


def package_of(application: Application) -> dict[str, Any]:
    """What an authority needs to know of the route, and nothing of the person."""
    survey = application.survey
    return {
        "case_number": application.number,
        "route": survey.route,
        "route_crs": survey.crs,
        "route_length_m": str(survey.route_length_m),
        "area_name": str(application.site),
        "works": "underground cable or overhead line from the public grid to the customer's boundary",
    }


def permits_are_settled(application: Application, *, at: datetime) -> None:
    """Nothing stands against building any more: the promise for our works starts to run."""
    works = application.grid_works
    if works is None:
        return
    if works.clock == "C4":
        # Small customers: the crew is on site, so the works and their clock start together.
        works.started_at = at
        machine.move(works, "start_grid_works", by=None, at=at)
    start_clock(application, works.clock, at=at)
