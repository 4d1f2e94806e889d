"""The machine of an application: every verb, from where to where, who may, and what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, FSMField, transition

from accounts.roles import Role, by_role, by_system, either
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.stages import ACCEPTED_ON, BEFORE_ENERGISING, Stage
from deadlines.machine import condition
from outages.planned.choices import UNDECIDED

if TYPE_CHECKING:
    from applications.models import Application

S = Stage


def by_its_manager(application: Application, user: Any) -> bool:
    """The account manager of this case; any manager while it has none."""
    return by_role(Role.MANAGER)(application, user) and application.manager_id in (None, user.pk)


def by_another_reviewer(application: Application, user: Any) -> bool:
    """Nobody both drafts and approves a plan."""
    plan = application.plan
    return by_role(Role.REVIEWER)(application, user) and not (plan and plan.drafted_by_id == user.pk)


@condition(_("Your consent to the data rules is still missing. Tick it on the last page and submit again."))
def has_consent(application: Application) -> bool:
    return application.consent_id is not None


@condition(_("This supply needs a written plan, so it cannot be answered at the survey. Draft the plan instead."))
def may_reply_on_site(application: Application) -> bool:
    return application.plan_mode == "ON_SITE"


@condition(_("This supply needs no plan. Start the works instead."))
def needs_plan(application: Application) -> bool:
    return application.plan_mode != "NONE"


@condition(_("This supply needs a plan that the customer confirms before works start."))
def may_start_works(application: Application) -> bool:
    return application.plan_mode == "NONE" or application.stage == S.PLAN_CONFIRMED


@condition(_("Who pays for the line is not decided yet. The chief service officer records that first."))
def investment_is_decided(application: Application) -> bool:
    return application.is_company_invested is not None


@condition(_("The level above the county decides on this voltage and capacity. Hand the case to it first."))
def right_level_decides(application: Application) -> bool:
    verdict = application.verdict
    return verdict is None or verdict.authority_level == "COUNTY" or application.escalations.exists()


@condition(_("No capacity is reserved for this plan yet."))
def has_reservation(application: Application) -> bool:
    return application.reservation_id is not None


@condition(_("The measured length is within the survey's uncertainty of the limit. A second person confirms it first."))
def length_is_certain(application: Application) -> bool:
    return not application.needs_length_confirmation


@condition(_("Permits, grid works or the customer's works are not finished yet."))
def everything_is_built(application: Application) -> bool:
    return application.is_built()


@condition(_("The contract has not been offered for signature yet."))
def contract_is_offered(application: Application) -> bool:
    return application.contract is not None


@condition(
    _(
        "It is not settled which account gets the added power. Settle the account first: choose it from the customer's "
        "own or type its number."
    )
)
def account_is_settled(application: Application) -> bool:
    return application.has_settled_account


@condition(
    _("An outage was asked for to connect this supply and is not approved yet. Wait for it, or do the work live.")
)
def outage_is_approved(application: Application) -> bool:
    """Work on the network that this case asked for is approved, done live, or called off."""
    return not application.timeline.planned_works_asked.filter(stage__in=UNDECIDED).exists()


@condition(
    _(
        "The papers are not complete: an officer has to look at one, or the filing lacks its receipt or the photo of "
        "the restored ground."
    )
)
def papers_are_complete(application: Application) -> bool:
    round_ = application.round
    is_filed = round_ is None or not round_.filings.unfinished().exists()
    return is_filed and not application.documents.unsettled().exists()


@condition(_("The customer's installation has to pass its inspection first."))
def installation_is_sound(application: Application) -> bool:
    return application.customer_works is None or application.customer_works.is_over


class Lifecycle(models.Model):
    """Transitions change this row in memory and nothing else; `deadlines.machine.move` is the only caller."""

    stage = FSMField(max_length=30, choices=Stage.choices, default=Stage.DRAFT, protected=True)
    suspended_from = models.CharField(max_length=30, choices=Stage.choices, blank=True)

    class Meta:
        abstract = True

    # From lead to accepted
    @transition("stage", S.LEAD, S.DRAFT, permission=either(for_customer(Act.APPLY), by_role(Role.MANAGER)))
    def adopt(self) -> None: ...

    @transition("stage", S.DRAFT, S.SUBMITTED, conditions=[has_consent], permission=for_customer(Act.APPLY))
    def submit(self) -> None: ...

    @transition("stage", S.DRAFT, S.CLOSED, permission=by_system)
    def expire_draft(self) -> None: ...

    @transition("stage", S.SUBMITTED, S.PRECHECK, permission=by_system)
    def precheck(self) -> None: ...

    @transition("stage", S.PRECHECK, S.ACCEPTED, permission=either(by_system, by_role(Role.INTAKE)))
    def accept(self) -> None: ...

    @transition("stage", S.PRECHECK, S.CORRECTION, permission=by_role(Role.INTAKE))
    def request_correction(self) -> None: ...

    @transition("stage", S.CORRECTION, S.PRECHECK, permission=for_customer(Act.APPLY))
    def correct(self) -> None: ...

    @transition("stage", S.CORRECTION, S.CLOSED_NO_RESPONSE, permission=by_system)
    def close_unanswered(self) -> None: ...

    @transition("stage", S.CLOSED_NO_RESPONSE, S.CORRECTION, permission=for_customer(Act.APPLY))
    def reopen(self) -> None: ...

    @transition("stage", S.PRECHECK, S.NOT_ACCEPTED, permission=by_role(Role.INTAKE))
    def refuse(self) -> None: ...

    # Survey and plan
    @transition(
        "stage",
        [S.ACCEPTED, S.SURVEY_BOOKED],
        S.SURVEY_BOOKED,
        permission=either(for_customer(Act.VISIT), by_its_manager),
    )
    def book_survey(self) -> None: ...

    @transition("stage", S.SURVEY_BOOKED, S.ACCEPTED, permission=either(for_customer(Act.VISIT), by_its_manager))
    def cancel_survey(self) -> None: ...

    @transition("stage", S.SURVEY_BOOKED, S.SURVEYED, permission=by_its_manager)
    def record_survey(self) -> None: ...

    @transition("stage", [S.SURVEYED], None, permission=by_role(Role.PLANNER, Role.CHIEF))
    def confirm_length(self) -> None: ...

    @transition("stage", [S.SURVEYED, S.PLAN_DRAFTED], None, permission=by_role(Role.CHIEF))
    def decide_investment(self) -> None: ...

    @transition("stage", S.SURVEYED, S.ESCALATED, conditions=[needs_plan], permission=by_role(Role.CHIEF, Role.PLANNER))
    def escalate(self) -> None: ...

    @transition("stage", S.ESCALATED, S.SURVEYED, permission=by_role(Role.CHIEF, Role.PLANNER))
    def hand_back(self) -> None: ...

    @transition(
        "stage", S.SURVEYED, S.PLAN_REPLIED,
        conditions=[
            may_reply_on_site, length_is_certain, right_level_decides, investment_is_decided, has_reservation,
        ],
        permission=by_its_manager,
    )  # fmt: skip
    def reply_on_site(self) -> None: ...

    @transition(
        "stage", [S.SURVEYED, S.ESCALATED, S.PLAN_DISPUTED, S.CHIEF_REVIEW, S.PLAN_EXPIRED], S.PLAN_DRAFTED,
        conditions=[needs_plan, length_is_certain, right_level_decides], permission=by_role(Role.PLANNER),
    )  # fmt: skip
    def draft_plan(self) -> None: ...

    @transition(
        "stage", S.PLAN_DRAFTED, S.PLAN_REPLIED,
        conditions=[investment_is_decided, has_reservation], permission=by_another_reviewer,
    )  # fmt: skip
    def reply_plan(self) -> None: ...

    @transition("stage", S.PLAN_REPLIED, S.PLAN_CONFIRMED, permission=for_customer(Act.PLAN))
    def confirm_plan(self) -> None: ...

    @transition("stage", S.PLAN_REPLIED, S.PLAN_DISPUTED, permission=for_customer(Act.PLAN))
    def dispute_plan(self) -> None: ...

    @transition("stage", S.PLAN_REPLIED, None, permission=for_customer(Act.PLAN))
    def extend_plan(self) -> None: ...

    @transition("stage", S.PLAN_REPLIED, S.PLAN_EXPIRED, permission=by_system)
    def expire_plan(self) -> None: ...

    @transition("stage", S.PLAN_EXPIRED, S.CLOSED, permission=either(by_system, for_customer(Act.PLAN)))
    def close_expired(self) -> None: ...

    @transition(
        "stage", S.PLAN_DISPUTED, S.CHIEF_REVIEW,
        permission=either(for_customer(Act.PLAN), by_its_manager, by_role(Role.PLANNER)),
    )  # fmt: skip
    def refer_to_chief(self) -> None: ...

    @transition("stage", S.CHIEF_REVIEW, S.PLAN_REPLIED, conditions=[has_reservation], permission=by_role(Role.CHIEF))
    def uphold_plan(self) -> None: ...

    # Works, contract, meter, power
    @transition(
        "stage", [S.SURVEYED, S.PLAN_CONFIRMED], S.WORKS,
        conditions=[may_start_works, length_is_certain, has_reservation],
        permission=either(by_system, by_its_manager),
    )  # fmt: skip
    def start_works(self) -> None: ...

    @transition("stage", S.WORKS, S.READY, conditions=[everything_is_built], permission=by_system)
    def make_ready(self) -> None: ...

    @transition("stage", S.READY, None, conditions=[account_is_settled], permission=by_role(Role.CONTRACT))
    def offer_contract(self) -> None: ...

    @transition(
        "stage", S.READY, S.CONTRACT_SIGNED, conditions=[contract_is_offered], permission=for_customer(Act.CONTRACT)
    )
    def sign_contract(self) -> None: ...

    @transition("stage", S.CONTRACT_SIGNED, S.METERED, conditions=[account_is_settled], permission=by_role(Role.METER))
    def install_meter(self) -> None: ...

    @transition(
        "stage", S.METERED, S.ENERGISED, conditions=[account_is_settled, outage_is_approved],
        permission=by_role(Role.DISPATCH),
    )  # fmt: skip
    def energise(self) -> None: ...

    @transition("stage", S.METERED, S.ENERGISE_FAILED, permission=by_role(Role.DISPATCH))
    def fail_energising(self) -> None: ...

    @transition(
        "stage", S.ENERGISE_FAILED, S.METERED, conditions=[installation_is_sound],
        permission=by_role(Role.METER, Role.INSPECTOR),
    )  # fmt: skip
    def clear_fault(self) -> None: ...

    @transition("stage", S.ENERGISED, S.VISITED, permission=by_its_manager)
    def record_visit(self) -> None: ...

    @transition(
        "stage", S.VISITED, S.ARCHIVED, conditions=[papers_are_complete],
        permission=either(by_system, by_role(Role.INTAKE)),
    )  # fmt: skip
    def archive(self) -> None: ...

    # Ways out and ways to wait
    @transition("stage", sorted(BEFORE_ENERGISING), S.WITHDRAWN, permission=for_customer(Act.END))
    def withdraw(self) -> None: ...

    @transition("stage", sorted(BEFORE_ENERGISING), S.TERMINATED, permission=by_role(Role.CHIEF))
    def terminate(self) -> None: ...

    @transition(
        "stage", sorted(ACCEPTED_ON), S.SUSPENDED, permission=either(for_customer(Act.END), by_role(Role.CHIEF))
    )
    def suspend(self) -> None:
        self.suspended_from = self.stage

    @transition(
        "stage", S.SUSPENDED, GET_STATE(lambda row: row.suspended_from, states=sorted(ACCEPTED_ON)),
        permission=either(for_customer(Act.END), by_role(Role.CHIEF), by_system),
    )  # fmt: skip
    def resume(self) -> None: ...

    @transition("stage", S.SUSPENDED, S.CLOSED, permission=by_system)
    def close_suspended(self) -> None: ...
