"""Open a round, send packages, take decisions, file undertakings. The last decision is told upwards at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.choices import RoundKind, RoundStage
from approvals.models import Filing, Permit, PermitDefinition, Round
from approvals.rules import ExemptionBasis
from approvals.signals import permit_refused, round_closed
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.choices import Party, PauseReason
from deadlines.models import Timeline

CLOCK, RULE = "C2", "R-02"
CORRECTION = PauseReason.AWAIT_CUSTOMER_CORRECTION


@transaction.atomic
def open_round(
    timeline: Timeline, kind: str, permit_kinds: Sequence[str], package: Mapping[str, Any], *, by: Any, at: datetime,
    exemption_basis: ExemptionBasis | None = None,
) -> Round:  # fmt: skip
    """Open the government side of a case. `by` is the customer, who alone may sign an undertaking later.

    FILING needs the government paper that allows it; PARALLEL makes one permit row for each kind.
    """
    round_ = Round.objects.create(timeline=timeline, kind=RoundKind(kind), applicant=by, opened_at=at)
    machine.record(round_, "open_round", "", by=by, at=at, data={"kind": kind, "permits": list(permit_kinds)})
    if kind == RoundKind.FILING:
        if exemption_basis is None:
            raise ValueError("a filing needs the government paper that allows it")
        _open_filing(round_, package, exemption_basis, at=at)
    else:
        definitions = PermitDefinition.objects.in_force(timezone.localdate(at)).filter(kind__in=permit_kinds)
        for definition in definitions.order_by("pk"):
            permit = Permit.objects.create(
                round=round_, timeline=timeline, kind=definition.kind, definition=definition, package=dict(package)
            )
            machine.record(permit, "open_permit", "", by=by, at=at, data={"kind": permit.kind})
    return round_


def _open_filing(round_: Round, package: Mapping[str, Any], basis: ExemptionBasis, *, at: datetime) -> None:
    filing = Filing.objects.create(
        round=round_, timeline=round_.timeline, package=dict(package), basis_document=basis.document,
        basis_issuer=basis.issuer, basis_from=basis.valid_from, basis_until=basis.valid_until,
    )  # fmt: skip
    machine.record(filing, "open_filing", "", by=None, at=at, data={"basis": basis.document})


@transaction.atomic
def submit_packages(round_id: int, *, by: Any, at: datetime) -> Round:
    """Send every package; the authorities' clock starts when the last one is complete."""
    round_ = Round.objects.locked(round_id)
    for permit in Permit.objects.filter(round=round_, stage="PACKAGE_DRAFT").select_related("definition"):
        permit.submitted_at = at
        machine.move(permit, "submit", by=by, at=at, data={"package": permit.package})
    _start_clock(round_, at=at)
    return round_


def _start_clock(round_: Round, *, at: datetime) -> None:
    permits = list(round_.permits.select_related("definition"))
    if round_.complete_at is not None or any(permit.submitted_at is None for permit in permits):
        return
    round_.complete_at = at
    round_.save(update_fields=["complete_at"])
    limit = max(permit.definition.promised_workdays for permit in permits)
    deadlines.start(round_.timeline, CLOCK, limit_workdays=limit, owner=Party.GOVERNMENT, rule=RULE, at=at)


def _permit(permit_id: int) -> Permit:
    """The permit under the lock of its case."""
    Timeline.objects.locked(Permit.objects.values_list("timeline", flat=True).get(pk=permit_id))
    return Permit.objects.locked(permit_id)


@transaction.atomic
def request_correction(permit_id: int, *, by: Any, at: datetime, missing: str) -> Permit:
    """The authority asks once for everything that is missing; its clock rests until the answer."""
    permit = _permit(permit_id)
    permit.missing = missing
    machine.move(permit, "request_correction", by=by, at=at, reason=missing)
    deadlines.pause(permit.timeline, CORRECTION, at=at, by=by, evidence=missing[:500], owner=Party.GOVERNMENT)
    return permit


@transaction.atomic
def supplement(permit_id: int, *, by: Any, at: datetime, package: Mapping[str, Any]) -> Permit:
    permit = _permit(permit_id)
    permit.package = {**permit.package, **package}
    machine.move(permit, "supplement", by=by, at=at, data={"added": sorted(package)})
    if not permit.round.permits.filter(stage="GOV_CORRECTION").exists():
        deadlines.resume(permit.timeline, CORRECTION, at=at, by=by, owner=Party.GOVERNMENT)
    return permit


@transaction.atomic
def grant(permit_id: int, *, by: Any, at: datetime, document_no: str) -> Permit:
    """Grant one permit. The last grant closes the round, and the case goes on in this same transaction."""
    permit = _permit(permit_id)
    permit.document_no, permit.decided_at, permit.decided_by = document_no, at, by
    machine.move(permit, "grant", by=by, at=at, data={"kind": permit.kind, "document_no": document_no})
    _after_decision(permit, by=by, at=at)
    return permit


@transaction.atomic
def refuse(permit_id: int, *, by: Any, at: datetime, document_no: str, ground: str) -> Permit:
    permit = _permit(permit_id)
    permit.document_no, permit.ground, permit.decided_at, permit.decided_by = document_no, ground, at, by
    machine.move(permit, "refuse", by=by, at=at, reason=ground, data={"kind": permit.kind, "document_no": document_no})
    _after_decision(permit, by=by, at=at)
    permit_refused.send(sender=Permit, permit=permit, by=by, at=at)
    return permit


def _after_decision(permit: Permit, *, by: Any, at: datetime) -> None:
    round_ = Round.objects.select_related("timeline").get(pk=permit.round_id)
    if round_.is_decided():
        deadlines.stop(round_.timeline, CLOCK, at=at)
    if round_.is_done():
        _close(round_, at=at)
    elif round_.is_stuck() and round_.stage == RoundStage.OPEN:
        machine.move(round_, "refuse", by=None, at=at)


def _close(round_: Round, *, at: datetime) -> None:
    round_.closed_at = at
    machine.move(round_, "close", by=None, at=at)
    round_closed.send(sender=Round, round=round_, at=at)


@transaction.atomic
def appeal(permit_id: int, *, by: Any, at: datetime, reason: str) -> Permit:
    """Our answer to a refusal: the authority looks again."""
    permit = _permit(permit_id)
    machine.move(permit, "appeal", by=by, at=at, reason=reason)
    return permit


@transaction.atomic
def file_undertaking(round_id: int, *, by: Any, at: datetime, text_version: str, signed_at: datetime) -> Filing:
    """File the undertaking that the customer `by` signed; nothing stands against the works any more."""
    round_ = Round.objects.locked(round_id)
    filing = Filing.objects.select_related("round", "timeline").get(round=round_)
    filing.signed_by, filing.signed_at, filing.filed_at, filing.text_version = by, signed_at, at, text_version
    machine.move(filing, "file_undertaking", by=by, at=at)
    _close(round_, at=at)
    return filing


@transaction.atomic
def record_receipt(filing_id: int, *, by: Any, at: datetime, receipt_no: str) -> Filing:
    filing = Filing.objects.locked(filing_id)
    filing.receipt_no, filing.receipt_at = receipt_no, at
    return machine.move(filing, "record_receipt", by=by, at=at, data={"receipt_no": receipt_no})


@transaction.atomic
def close_filing(filing_id: int, *, by: Any, at: datetime, photo: Any) -> Filing:
    """The ground is restored, with a photo to show it."""
    filing = Filing.objects.locked(filing_id)
    filing.restoration_photo, filing.restored_at = photo, at
    return machine.move(filing, "close_filing", by=by, at=at)


@transaction.atomic
def cancel_round(round_id: int, *, by: Any, at: datetime) -> Round:
    """The case is over: whatever the authorities still have is withdrawn."""
    round_ = Round.objects.select_related("timeline").get(pk=round_id)
    for row in [*round_.permits.select_related("definition"), *round_.filings.all()]:
        if row.stage in ("GRANTED", "FILED", "RESTORED", "REROUTE", "CANCELLED"):
            continue
        machine.move(row, "cancel", by=by, at=at)
    if round_.stage in (RoundStage.OPEN, RoundStage.REFUSED):
        machine.move(round_, "cancel", by=by, at=at)
    deadlines.stop(round_.timeline, CLOCK, at=at)
    return round_
