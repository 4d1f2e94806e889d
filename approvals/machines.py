"""The three machines of the government side: every verb, from where to where, who may, and what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system, either
from approvals.choices import FilingStage, PermitStage, RoundStage
from deadlines.machine import condition

if TYPE_CHECKING:
    from approvals.models import Filing, Permit, Round

F, P, R = FilingStage, PermitStage, RoundStage


def by_authority(permit: Permit, user: Any) -> bool:
    """An officer of the authority that this permit is asked of; no other authority's."""
    return user is not None and user.has_role(Role.GOV, department=permit.definition.department)


def by_whoever_decides(permit: Permit, user: Any) -> bool:
    """The authority at its desk, the platform through the connector, or our clerk who holds the document."""
    return either(by_system, by_authority, by_role(Role.INTAKE))(permit, user)


def by_signer(filing: Filing, user: Any) -> bool:
    """An undertaking is given by the one who signs it, and by nobody in his name."""
    return user is not None and filing.signed_by_id == user.pk and filing.round.applicant_id in (None, user.pk)


def by_case_desk(row: Any, user: Any) -> bool:
    """Those who carry the case for the customer, and the portal itself."""
    return either(by_system, by_role(Role.INTAKE, Role.MANAGER, Role.PLANNER, Role.WORKS))(row, user)


@condition(_("Some required entries of the package are still empty. Fill in all of them before it is sent."))
def package_is_complete(permit: Permit) -> bool:
    return not permit.missing_fields()


@condition(_("The authority has asked for more once already, and may do so only once. It grants or refuses now."))
def not_asked_before(permit: Permit) -> bool:
    return permit.corrections == 0


@condition(_("Say what is missing: one list with everything on it."))
def says_what_is_missing(permit: Permit) -> bool:
    return bool(permit.missing)


@condition(_("Enter the number of the decision document first."))
def has_decision_document(permit: Permit) -> bool:
    return bool(permit.document_no)


@condition(_("A refusal needs its ground, in words the customer can read."))
def has_ground(permit: Permit) -> bool:
    return bool(permit.ground)


@condition(_("A colleague of yours has taken this case already."))
def nobody_has_it(permit: Permit) -> bool:
    return permit.taken_by_id is None


@condition(_("The undertaking has not been signed yet."))
def is_signed(filing: Filing) -> bool:
    return filing.signed_at is not None


@condition(_("No government paper in force says that this connection needs no permit. Open parallel permits instead."))
def basis_is_in_force(filing: Filing) -> bool:
    return filing.is_basis_in_force()


@condition(_("The receipt of the filing is still missing."))
def has_receipt(filing: Filing) -> bool:
    return bool(filing.receipt_no)


@condition(_("Add a photo of the restored ground."))
def has_restoration_photo(filing: Filing) -> bool:
    return bool(filing.restoration_photo)


@condition(_("Not every permit has been granted, or the undertaking has not been filed."))
def everything_is_granted(round_: Round) -> bool:
    return round_.is_done()


@condition(_("No authority has refused, or one has not decided yet."))
def something_is_refused(round_: Round) -> bool:
    return round_.is_stuck()


class RoundMachine(models.Model):
    stage = FSMField(max_length=20, choices=RoundStage.choices, default=R.OPEN, protected=True)

    class Meta:
        abstract = True

    @transition("stage", [R.OPEN, R.REFUSED], R.CLOSED, conditions=[everything_is_granted], permission=by_system)
    def close(self) -> None: ...

    @transition("stage", R.OPEN, R.REFUSED, conditions=[something_is_refused], permission=by_system)
    def refuse(self) -> None: ...

    @transition("stage", [R.OPEN, R.REFUSED], R.REROUTED, permission=by_system)
    def reroute(self) -> None: ...

    @transition("stage", [R.OPEN, R.REFUSED], R.CANCELLED, permission=by_system)
    def cancel(self) -> None: ...


class PermitMachine(models.Model):
    stage = FSMField(max_length=20, choices=PermitStage.choices, default=P.PACKAGE_DRAFT, protected=True)

    class Meta:
        abstract = True

    @transition("stage", P.PACKAGE_DRAFT, None, permission=by_case_desk)
    def complete(self) -> None: ...

    @transition("stage", P.PACKAGE_DRAFT, P.SUBMITTED_TO_GOV, conditions=[package_is_complete], permission=by_case_desk)
    def submit(self) -> None: ...

    @transition(
        "stage", P.SUBMITTED_TO_GOV, P.GOV_CORRECTION,
        conditions=[not_asked_before, says_what_is_missing], permission=by_whoever_decides,
    )  # fmt: skip
    def request_correction(self) -> None:
        self.corrections += 1

    @transition(
        "stage", P.GOV_CORRECTION, P.SUBMITTED_TO_GOV, conditions=[package_is_complete], permission=by_case_desk
    )
    def supplement(self) -> None: ...

    @transition(
        "stage", [P.SUBMITTED_TO_GOV, P.APPEAL], P.GRANTED,
        conditions=[has_decision_document], permission=by_whoever_decides,
    )  # fmt: skip
    def grant(self) -> None: ...

    @transition(
        "stage", [P.SUBMITTED_TO_GOV, P.APPEAL], P.GOV_REFUSED,
        conditions=[has_decision_document, has_ground], permission=by_whoever_decides,
    )  # fmt: skip
    def refuse(self) -> None: ...

    @transition(
        "stage", [P.SUBMITTED_TO_GOV, P.APPEAL], None, conditions=[nobody_has_it], permission=either(by_authority)
    )
    def take(self) -> None: ...

    @transition("stage", P.GOV_REFUSED, P.REROUTE, permission=by_role(Role.PLANNER, Role.MANAGER, Role.CHIEF))
    def reroute(self) -> None: ...

    @transition("stage", P.GOV_REFUSED, P.APPEAL, permission=by_role(Role.CHIEF, Role.INTAKE))
    def appeal(self) -> None: ...

    @transition(
        "stage", [P.PACKAGE_DRAFT, P.SUBMITTED_TO_GOV, P.GOV_CORRECTION, P.GOV_REFUSED, P.APPEAL], P.CANCELLED,
        permission=by_system,
    )  # fmt: skip
    def cancel(self) -> None: ...


class FilingMachine(models.Model):
    stage = FSMField(max_length=20, choices=FilingStage.choices, default=F.FILING_DRAFT, protected=True)

    class Meta:
        abstract = True

    @transition("stage", F.FILING_DRAFT, F.FILED, conditions=[is_signed, basis_is_in_force], permission=by_signer)
    def file_undertaking(self) -> None: ...

    @transition("stage", [F.FILED], None, permission=by_case_desk)
    def record_receipt(self) -> None: ...

    @transition(
        "stage", F.FILED, F.RESTORED, conditions=[has_receipt, has_restoration_photo],
        permission=by_role(Role.WORKS, Role.MANAGER, Role.INTAKE),
    )  # fmt: skip
    def close_filing(self) -> None: ...

    @transition("stage", F.FILING_DRAFT, F.CANCELLED, permission=by_system)
    def cancel(self) -> None: ...
