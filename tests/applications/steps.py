"""Every verb with a right input, and what must hold of a case after whatever was done to it."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone

import approvals.actions as approvals
from applications.correction.actions import Given
from applications.correction.models import CorrectionItem
from applications.models import Application
from applications.stages import CLOSED, OPEN
from applications.turns import AUTOMATIC
from applications.verbs import VERBS
from deadlines.choices import Party
from deadlines.models import Event, Pause
from gridhealth.models import Reservation
from notifications.models import Message
from tests.applications.journey import TERMS, Cast, measured

DEFECTS = [{"clause": "GB 50169 3.1", "text": "no earth"}]
CONTRACT = {"contract_capacity": "60 kW", "price_class": "commercial"}
numbers = itertools.count(1)


def _terms(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"terms": TERMS}


def _reason(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"reason": "as the law says"}


def _defects(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"defects": DEFECTS}


def _visit(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"booked_from": at + timedelta(hours=1), "booked_until": at + timedelta(hours=3)}


def _meter(cast: Cast, at: datetime) -> dict[str, Any]:
    """Its number is this process's own: others write beside it, and children count on from where they began."""
    return {"asset_no": f"41{os.getpid():08d}{next(numbers):012d}", "first_reading_kwh": Decimal(0)}


def _rest(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"reason_code": "CUSTOMER_REQUESTED", "resume_on": timezone.localdate(at) + timedelta(days=30)}


INPUTS: dict[str, Callable[[Cast, datetime], dict[str, Any]]] = {
    "request_correction": lambda cast, at: {"items": ["a paper"]},
    "refuse": lambda cast, at: {"ground": "OUTSIDE_AREA", "reason": "elsewhere"},
    "book_survey": _visit,
    "record_survey": lambda cast, at: {"measured": measured(cast)},
    "confirm_length": lambda cast, at: {"length_m": Decimal(80), "reason": "measured again"},
    "decide_investment": lambda cast, at: {"company_pays": True, "reason": "in the zone"},
    "reply_on_site": _terms, "draft_plan": _terms, "start_works": _terms,
    "hand_back": lambda cast, at: {"answer": "go on"},
    "escalate": _reason, "uphold_plan": _reason, "dispute_plan": _reason, "return_grid_works": _reason,
    "pause_grid_works": lambda cast, at: {"reason_code": "CUSTOMER_REQUESTED", "evidence": "a letter"},
    "return_design": _defects, "fail_mid_inspection": _defects, "fail_inspection": _defects,
    "offer_contract": lambda cast, at: {"terms": CONTRACT},
    "install_meter": _meter,
    "energise": lambda cast, at: {"is_safe": True},
    "fail_energising": lambda cast, at: {"fault_owner": "COMPANY", "remark": "a fuse"},
    "record_visit": lambda cast, at: {"channel": "PHONE"},
    "rate": lambda cast, at: {"score": 5},
    "suspend": _rest,
    "plan_customer_works": lambda cast, at: {"planned_on": timezone.localdate(at) + timedelta(days=20)},
    "terminate": lambda cast, at: {"ground": "SITE_GONE", "reason": "demolished"},
}  # fmt: skip


def do(cast: Cast, case: Application, verb: str, *, by: Any, at: datetime, **given: Any) -> Application:
    """Use one verb with an input that is right, but for what is `given`."""
    arguments = answers_to(case) if verb == "correct" else INPUTS.get(verb, lambda cast, at: {})(cast, at)
    if verb == "request_correction" and (asked := CorrectionItem.objects.filter(request__application=case)):
        arguments["items"] = [{"text": "another paper", "follows": asked.last().pk}]
    if verb == "suspend" and by == cast.chief:
        arguments |= {"reason_code": "FORCE_MAJEURE", "evidence": "notice 12 of the county"}
    VERBS[verb].action(case.pk, by=by, at=at, **{**arguments, **given})
    return fresh(case)


def answers_to(case: Application, words: str = "here it is") -> dict[str, Any]:
    """The same words for everything that is missing."""
    open_items = CorrectionItem.objects.filter(request__application=case, request__answered_at=None)
    return {"answers": {item.pk: Given(words) for item in open_items}}


def fresh(case: Application) -> Application:
    """The case as it is in the database now; `refresh_from_db` keeps what was remembered."""
    return Application.objects.select_related("timeline").get(pk=case.pk)


def grant_permits(cast: Cast, case: Application, *, at: datetime) -> Application:
    for permit in case.round.permits.order_by("pk"):
        approvals.grant(permit.pk, by=cast.intake, at=at, document_no="2026-1")
    return fresh(case)


def rows_of(case: Application) -> list[models.Model]:
    """Every row of the case that has stages of its own."""
    rows: list[Any] = [case, *case.grid_works_rows.all(), *case.customer_works_rows.all()]
    rows += Reservation.objects.filter(timeline=case.timeline)
    for round_ in case.timeline.rounds.all():
        rows += [round_, *round_.permits.all(), *round_.filings.all()]
    return rows


def everything_about(case: Application) -> list[Any]:
    """What must stay the same when a verb is refused."""
    tables = [
        Application.objects.filter(pk=case.pk), case.timeline.events.all(), case.timeline.clocks.order_by("pk"),
        case.timeline.pauses.order_by("pk"), Message.objects.filter(about=case.number).order_by("pk"),
    ]  # fmt: skip
    stages = [(row._meta.label, row.pk, row.stage) for row in rows_of(fresh(case))]  # type: ignore[attr-defined]
    return [list(table.values_list()) for table in tables] + [stages]


def must_hold(case: Application) -> Application:
    """The invariants of a case; each speaks for itself when it fails."""
    case = fresh(case)
    events = list(case.timeline.events.order_by("seq"))
    _the_chain_is_whole(case, events)
    for row in rows_of(case):
        told = [e for e in events if (e.machine, e.subject_id) == (row._meta.label_lower, row.pk)]
        assert told[-1].to_stage == row.stage, f"{row} is not where its last event led"  # type: ignore[attr-defined]
    _clocks_and_turns_agree(case)
    with connection.cursor() as cursor:  # the guard of the stages speaks at commit: let it speak now
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return case


def _the_chain_is_whole(case: Application, events: list[Event]) -> None:
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    before = ""
    for event in events:
        assert event.prev_hash == before, f"event {event.seq} does not follow the one before"
        assert event.hash == event.digest(), f"event {event.seq} is not what was written"
        before = event.hash
    assert (case.timeline.last_seq, case.timeline.last_hash) == (len(events), before)


def _clocks_and_turns_agree(case: Application) -> None:
    clocks = list(case.timeline.clocks.running())
    assert not clocks or case.stage not in CLOSED, "a closed case has no promise"
    assert max(Counter(clock.kind for clock in clocks).values(), default=1) == 1
    assert case.desks or case.stage not in OPEN, "an open case is nobody's"
    assert case.chief_id or case.stage not in OPEN, "nobody answers for an open case"
    due = [clock.due_at for clock in clocks if clock.owner != Party.CUSTOMER and clock.due_at]
    assert case.next_due_at == min(due, default=None), "the queue has another promise than the clocks"
    resting = Pause.objects.open_on(case.timeline).filter(owner=Party.COMPANY, reason__in=AUTOMATIC)
    assert resting.count() <= (case.stage not in CLOSED), "at most one automatic rest, and none in a closed case"
