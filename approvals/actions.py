"""The only writers of the government side: open a round, send packages, decide, close, cancel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, Unmet, WrongStage
from approvals import shipped
from approvals.choices import CLOCK, RULE, FilingStage, PermitKind, PermitStage, RoundKind, RoundStage
from approvals.models import ExemptionPaper, Filing, Permit, PermitDefinition, Round, Snapshot
from approvals.package.rules import fingerprint
from approvals.rules import ExemptionBasis
from approvals.signals import permit_refused, permit_turned, round_closed
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.choices import Party, PauseReason
from deadlines.models import Timeline

CORRECTION = PauseReason.AWAIT_CUSTOMER_CORRECTION


@transaction.atomic
def open_round(
    timeline: Timeline,
    kind: str,
    permit_kinds: Iterable[str],
    package: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    exemption_basis: ExemptionBasis | str | None = None,
) -> Round:
    """Open the government side of a case, whose lock the caller holds. `by` is the customer, who alone may sign later.

    With nothing to ask the round is closed as soon as it is open, and no news is sent. A filing stands on a
    government paper, given whole or by the name under which it is on file.
    """
    kind = RoundKind(kind)
    if Round.objects.live().filter(timeline=timeline).exists():
        raise WrongStage(_("This case already has a round with the authorities that is not over."))
    round_ = Round.objects.create(timeline=timeline, kind=kind, opened_at=at, applicant=_customer(by))
    machine.record(round_, "open_round", "", by=by, at=at, data={"kind": kind.value})
    if kind == RoundKind.FILING:
        _draft_filing(round_, _paper(exemption_basis), package, by=by, at=at)
    elif kind == RoundKind.PARALLEL:
        _draft_permits(round_, sorted({PermitKind(k) for k in permit_kinds}), package, by=by, at=at)
    else:
        close_round(round_, at=at)
    return round_


def _customer(by: Any) -> Any:
    """Whoever opens the round and does not work here is the customer."""
    return None if by is None or by.is_staff else by


def _paper(basis: ExemptionBasis | str | None) -> ExemptionBasis:
    """The government paper; without one the portal must not say that no permit is needed."""
    if isinstance(basis, ExemptionBasis):
        return basis
    paper = ExemptionPaper.objects.filter(document=basis).first() if basis else None
    if paper is None:
        raise Unmet(_("No government paper is on file that waives the permits. Record it, or open parallel permits."))
    return ExemptionBasis(paper.document, paper.issuer, paper.valid_from, paper.valid_until)


def define_shipped() -> None:
    """Define the permits the law knows, where none of the kind is defined yet."""
    known = set(PermitDefinition.objects.values_list("kind", flat=True))
    PermitDefinition.objects.bulk_create(
        PermitDefinition(
            kind=kind, effective_from=shipped.SINCE, required_fields=shipped.REQUIRED,
            further_fields=shipped.FURTHER, **facts,
        )
        for kind, facts in shipped.PERMITS.items() if kind not in known
    )  # fmt: skip


@transaction.atomic
def record_paper(*, document: str, issuer: str, valid_from: date, valid_until: date | None = None) -> bool:
    """Put a government paper on file under its name; one that is there already stays as it is. True: it is new."""
    _row, is_new = ExemptionPaper.objects.get_or_create(
        document=document, defaults={"issuer": issuer, "valid_from": valid_from, "valid_until": valid_until}
    )
    return is_new


def _draft_filing(
    round_: Round, basis: ExemptionBasis, package: Mapping[str, Any], *, by: Any, at: datetime
) -> None:  # fmt: skip
    filing = Filing.objects.create(
        round=round_, timeline=round_.timeline, package=dict(package), basis_document=basis.document,
        basis_issuer=basis.issuer, basis_from=basis.valid_from, basis_until=basis.valid_until,
    )  # fmt: skip
    machine.record(filing, "draft_filing", "", by=by, at=at, data={"basis": basis.document})


def _draft_permits(
    round_: Round, kinds: list[PermitKind], package: Mapping[str, Any], *, by: Any, at: datetime
) -> None:  # fmt: skip
    if not kinds:
        raise Invalid({"permit_kinds": [_("Name at least one permit, or open a round without permits.")]})
    known = {row.kind: row for row in PermitDefinition.objects.in_force(localdate(at))}
    for kind in kinds:
        permit = Permit.objects.create(
            round=round_, timeline=round_.timeline, kind=kind, definition=known[kind],
            package=known[kind].listed(package),
        )  # fmt: skip
        machine.record(permit, "draft_package", "", by=by, at=at, data={"kind": kind.value})


@transaction.atomic
def submit_packages(round_id: int, *, by: Any, at: datetime) -> Round:
    """Send every whole package that is not sent yet. When all are with the authorities, their two workdays start.

    One that lacks an entry stays with us and holds up no other; until it is sent no clock of theirs runs.
    """
    round_ = locked_round(round_id)
    drafts = round_.permits.filter(stage=PermitStage.PACKAGE_DRAFT).select_related("definition").order_by("pk")
    for permit in [one for one in drafts if not one.missing_fields()]:
        permit.submitted_at = at
        machine.move(permit, "submit", by=by, at=at, data=_sent(permit, by=by, at=at))
    is_whole = round_.permits.exists() and not round_.permits.filter(stage=PermitStage.PACKAGE_DRAFT).exists()
    if round_.complete_at is None and is_whole:
        round_.complete_at = at
        round_.save(update_fields=["complete_at"])
        definitions = [permit.definition for permit in round_.permits.select_related("definition")]
        _start_clock(round_, max(one.promised_workdays for one in definitions), definitions, at=at)
    return round_


def _start_clock(round_: Round, limit: int, definitions: Iterable[PermitDefinition], *, at: datetime) -> None:
    legal = max(one.legal_workdays for one in definitions)
    deadlines.start(
        round_.timeline, CLOCK, limit_workdays=limit, legal_limit_workdays=legal, owner=Party.GOVERNMENT, rule=RULE,
        at=at,
    )  # fmt: skip


def _sent(permit: Permit, *, by: Any, at: datetime) -> dict[str, Any]:
    """Keep the package exactly as it goes out; what is told of it in the log of the case."""
    version, digest = permit.corrections, fingerprint(permit.package)
    Snapshot.objects.create(
        permit=permit, version=version, package=permit.package, sha256=digest, sent_at=at, sent_by=by
    )
    return {"package": sorted(permit.package), "version": version, "sha256": digest}


@transaction.atomic
def take(permit_id: int, *, by: Any, at: datetime) -> Permit:
    """One approver of the authority makes the case his own."""
    permit = locked_permit(permit_id)
    machine.move(permit, "take", by=by, at=at)
    permit.taken_by, permit.taken_at = by, at
    permit.save(update_fields=["taken_by", "taken_at"])
    return permit


@transaction.atomic
def request_correction(permit_id: int, *, missing: str, by: Any, at: datetime) -> Permit:
    """The authority lists everything that is missing, once. Its clock rests until the answer is there."""
    permit = locked_permit(permit_id)
    permit.missing = missing.strip()
    machine.move(permit, "request_correction", by=by, at=at, reason=permit.missing)
    deadlines.pause(
        permit.timeline, CORRECTION, at=at, by=by, evidence=permit.missing, owner=Party.GOVERNMENT
    )  # fmt: skip
    permit_turned.send(Permit, timeline_id=permit.timeline_id, permit=permit, at=at)
    return permit


@transaction.atomic
def supplement(
    permit_id: int, *, package: Mapping[str, Any], by: Any, at: datetime, answer: str = ""
) -> Permit:  # fmt: skip
    """Answer with what was missing. The clock goes on when no authority waits for an answer any more."""
    permit = locked_permit(permit_id)
    permit.package = {**permit.package, **permit.definition.listed(package)}
    permit.answer = answer.strip()
    machine.ask(permit, "supplement", by=by)
    machine.move(permit, "supplement", by=by, at=at, data=_sent(permit, by=by, at=at))
    if not permit.round.permits.filter(stage=PermitStage.GOV_CORRECTION).exists():
        deadlines.resume(permit.timeline, CORRECTION, at=at, by=by, owner=Party.GOVERNMENT)
    permit_turned.send(Permit, timeline_id=permit.timeline_id, permit=permit, at=at)
    return permit


@transaction.atomic
def grant(permit_id: int, *, document_no: str, by: Any, at: datetime, document: File[Any] | None = None) -> Permit:
    """The authority says yes, or our clerk records its document. The last yes closes the round."""
    permit = _decide(permit_id, "grant", document_no=document_no, by=by, at=at, document=document)
    _after_decision(permit.round, by=by, at=at)
    return permit


@transaction.atomic
def refuse(
    permit_id: int, *, document_no: str, ground: str, by: Any, at: datetime, document: File[Any] | None = None
) -> Permit:  # fmt: skip
    """The authority says no, with its ground. Another route or an appeal follows; nothing hangs."""
    permit = _decide(permit_id, "refuse", document_no=document_no, ground=ground, by=by, at=at, document=document)
    _after_decision(permit.round, by=by, at=at)
    permit_refused.send(Permit, timeline_id=permit.timeline_id, permit=permit, by=by, at=at)
    return permit


def _decide(
    permit_id: int, verb: str, *, document_no: str, by: Any, at: datetime, document: File[Any] | None, ground: str = ""
) -> Permit:  # fmt: skip
    permit = locked_permit(permit_id)
    permit.document_no, permit.ground = document_no.strip(), ground.strip()
    permit.decided_at, permit.decided_by = at, by
    if document is not None:
        permit.document = document
    return machine.move(permit, verb, by=by, at=at, reason=permit.ground, data={"document_no": permit.document_no})


def _after_decision(round_: Round, *, by: Any, at: datetime) -> None:
    """The last decision stops the authorities' clock; all yes closes the round, one no makes it refused."""
    if not round_.is_decided():
        return
    deadlines.stop(round_.timeline, CLOCK, at=at)
    if round_.is_done():
        close_round(round_, at=at)
        round_closed.send(Round, timeline_id=round_.timeline_id, round=round_, by=by, at=at)
    elif round_.stage == RoundStage.OPEN:
        machine.move(round_, "refuse", by=None, at=at)


def close_round(round_: Round, *, at: datetime) -> None:
    round_.closed_at = at
    machine.move(round_, "close", by=None, at=at)


@transaction.atomic
def appeal(permit_id: int, *, by: Any, at: datetime, reason: str) -> Permit:
    """Ask the authority to look again, within its legal limit; its next word is again a grant or a refusal."""
    permit = machine.move(locked_permit(permit_id), "appeal", by=by, at=at, reason=reason)
    _start_clock(permit.round, permit.definition.legal_workdays, [permit.definition], at=at)
    permit_turned.send(Permit, timeline_id=permit.timeline_id, permit=permit, at=at)
    return permit


@transaction.atomic
def reroute(permit_id: int, *, by: Any, at: datetime, reason: str) -> Permit:
    """Give the refused route up. What else is asked for it falls with it, and a new round may open."""
    permit = machine.move(locked_permit(permit_id), "reroute", by=by, at=at, reason=reason)
    _drop(permit.round, "reroute", at=at, reason=reason)
    permit_turned.send(Permit, timeline_id=permit.timeline_id, permit=permit, at=at)
    return permit


@transaction.atomic
def cancel_round(round_id: int, *, by: Any, at: datetime, reason: str = "") -> Round:
    """The case is over: what is still asked for is taken back. A round that is over stays as it is."""
    round_ = locked_round(round_id)
    if round_.is_live:
        _drop(round_, "cancel", at=at, reason=reason)
    return round_


def _drop(round_: Round, verb: str, *, at: datetime, reason: str) -> None:
    over = [PermitStage.GRANTED, PermitStage.REROUTE, PermitStage.CANCELLED]
    for permit in round_.permits.exclude(stage__in=over).select_related("definition"):
        machine.move(permit, "cancel", by=None, at=at, reason=reason)
    for filing in round_.filings.filter(stage=FilingStage.FILING_DRAFT):
        machine.move(filing, "cancel", by=None, at=at, reason=reason)
    machine.move(round_, verb, by=None, at=at, reason=reason)
    deadlines.resume(round_.timeline, CORRECTION, at=at, by=None, owner=Party.GOVERNMENT)
    deadlines.stop(round_.timeline, CLOCK, at=at)


def locked_round(round_id: int) -> Round:
    return round_locked_in(Round.objects.values_list("timeline_id", flat=True).get(pk=round_id), round_id)


def round_locked_in(timeline_id: int, round_id: int) -> Round:
    """Lock the case first, then the row: the order everybody keeps."""
    timeline = Timeline.objects.locked(timeline_id)
    locked = Round.objects.locked(round_id)
    locked.timeline = timeline
    return locked


def locked_permit(permit_id: int) -> Permit:
    permit = Permit.objects.only("timeline_id", "round_id").get(pk=permit_id)
    round_ = round_locked_in(permit.timeline_id, permit.round_id)
    locked = Permit.objects.locked(permit_id)
    locked.round, locked.timeline = round_, round_.timeline
    return locked
