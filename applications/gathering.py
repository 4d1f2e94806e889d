"""Everything about one case in a handful of statements, however many tables it is spread over."""

from __future__ import annotations

from typing import Any

from accounts.models import Consent
from accounts.refusals import Hidden
from applications.correction.models import CorrectionItem
from applications.intake.models import Document
from applications.lease.models import Lease
from applications.models import Application
from applications.temporary.models import TemporarySupply
from applications.works.models import CustomerWorks, GridWorks, Inspection
from approvals.models import Filing, FilingHandover, Permit, Submission
from customers.models import ChiefOfficer
from deadlines.gathering import Rows, Written, gather, remember

# The rows of a case that its chapters keep, as `Application` remembers them
PARTS = ("plan", "survey", "contract", "grid_works", "customer_works", "lease", "temporary")


def _machines(case: int) -> dict[str, Rows]:
    """The rows beside a case that move by themselves."""
    return {
        "grid_works": GridWorks.objects.filter(application=case)[:1],
        "customer_works": CustomerWorks.objects.filter(application=case)[:1],
        "lease": Lease.objects.filter(application=case),
        "temporary": TemporarySupply.objects.filter(application=case),
    }


def _answer(case: int) -> dict[str, Rows]:
    """What a program is answered with beside the case itself, and what its verbs look at."""
    documents = Document.objects.filter(application=case)
    consents = Consent.objects.filter(pk__in=documents.values("consent"))
    return {**_machines(case), "documents": documents.order_by("pk"), "consents": consents}


ANSWER = Written(_answer)


def know_answer(case: Application) -> None:
    """Read those rows at once, instead of one after the other when they are told or a verb is looked at."""
    found = ANSWER.read(case.pk)
    consents = {consent.pk: consent for consent in found.pop("consents")}
    for document in (documents := found.pop("documents")):
        document.application, document.consent = case, consents[document.consent_id]
    remember(case, "documents", documents)
    for name, rows in found.items():
        keep_machine(case, name, next(iter(rows), None))


def keep_machine(case: Application, name: str, row: Any) -> None:
    """Where the case looks for it; its next event follows the case's last one."""
    setattr(case, name, row)
    if row is not None:
        row.application, row.timeline = case, case.timeline


def whole_case(number: str, *, by: Any) -> Application:
    """The case with the rows of all its chapters, if `by` may see it; else Hidden, as if it did not exist."""
    people = ("manager", "chief", "project_manager")
    along = ("timeline", "customer", "site", *people, "lead", "round", "reservation", "supply_point")
    case = Application.objects.visible_to(by).select_related(*along).filter(number=number).first()
    if case is None:
        raise Hidden
    return fill(case)


def fill(case: Application) -> Application:
    """Read the rows of all chapters and put each where the case looks for it."""
    found = gather(
        plan=case.plans.order_by("-version")[:1],
        survey=case.surveys.order_by("-id")[:1],
        contract=case.contracts.order_by("-id")[:1],
        grid_works=case.grid_works_rows.all()[:1],
        customer_works=case.customer_works_rows.all()[:1],
        lease=Lease.objects.filter(application=case),
        temporary=TemporarySupply.objects.filter(application=case),
        meters=case.meters.order_by("-pk"),
        energisings=case.energisings.order_by("-pk"),
        corrections=case.corrections.order_by("-pk"),
        wanted=CorrectionItem.objects.filter(request__application=case).order_by("pk"),
        inspections=Inspection.objects.filter(works__application=case).order_by("-inspected_at"),
        permits=Permit.objects.filter(round=case.round_id).order_by("pk"),
        submissions=Submission.objects.filter(permit__round=case.round_id),
        filings=Filing.objects.filter(round=case.round_id),
        handovers=FilingHandover.objects.filter(filing__round=case.round_id),
        clocks=case.timeline.clocks.order_by("due_at", "pk"),
        escalations=case.escalations.order_by("-pk"),
        chiefs=ChiefOfficer.objects.all(),
        pauses=case.timeline.pauses.order_by("started_at"),
        extensions=case.timeline.extensions.order_by("pk"),
    )
    for name in PARTS:
        setattr(case, name, next(iter(found[name]), None))
    for name in ("grid_works", "customer_works", "lease", "temporary"):
        keep_machine(case, name, getattr(case, name))
    case.chiefs = {row.user_id: row for row in found["chiefs"]}  # type: ignore[attr-defined]
    _keep(case, found)
    return case


def _keep(case: Application, found: dict[str, list[Any]]) -> None:
    for clock in found["clocks"]:
        clock.timeline = case.timeline
    _keep_asked(found)
    for name in ("meters", "energisings", "corrections", "escalations"):
        remember(case, name, found[name])
    for name in ("clocks", "pauses", "extensions"):
        remember(case.timeline, name, found[name])
    if case.customer_works is not None:
        remember(case.customer_works, "inspections", found["inspections"])
    if case.round is not None:
        remember(case.round, "permits", found["permits"])
        remember(case.round, "filings", found["filings"])
        _join(found["permits"], "submission", {row.permit_id: row for row in found["submissions"]})
        _join(found["filings"], "handover", {row.filing_id: row for row in found["handovers"]})


def _join(rows: list[Any], name: str, partners: dict[int, Any]) -> None:
    """What each row's one partner is, known without asking; none is known too."""
    for row in rows:
        row._state.fields_cache[name] = partners.get(row.pk)


def _keep_asked(found: dict[str, list[Any]]) -> None:
    """What was missing, each thing with its list and with the one it follows from."""
    items = {item.pk: item for item in found["wanted"]}
    for request in found["corrections"]:
        remember(request, "wanted", [item for item in items.values() if item.request_id == request.pk])
    for item in items.values():
        item.follows = items.get(item.follows_id) if item.follows_id else None
