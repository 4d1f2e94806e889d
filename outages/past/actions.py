"""Take over outages that are over: whole, with their chains of events, in a few statements however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from accounts.roles import Role
from deadlines.chains import PastCase, PastEvent, reserve_keys, write_chains
from outages.choices import OutageStage, Source
from outages.faults import rules
from outages.indices.models import Interruption
from outages.models import Announcement, Approval, Crew, Estimate, Outage, Part, PlannedWork
from outages.past.values import PastFault, PastWork
from outages.planned.choices import AnnouncementKind, NoticeClass, PlannedStage

A_BATCH = 2_000
S, P = OutageStage, PlannedStage
Moment = tuple[str, str, Any, int | None]
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@transaction.atomic
def take_over_faults(faults: Sequence[PastFault], *, by: User) -> int:
    """Store them closed, each with its parts, its first estimate and what happened when."""
    keys = reserve_keys(Outage, len(faults))
    crews = dict(Crew.objects.values_list("cell_id", "user_id"))
    numbers = [f"TD{key:08d}" for key in keys]
    timelines = write_chains(
        PastCase(number, f"/outages/{number}/", "outages.outage", key, _events(fault, crews, by))
        for key, number, fault in zip(keys, numbers, faults, strict=True)
    )
    rows = [_outage(*one, crews) for one in zip(keys, timelines, faults, strict=True)]
    Outage.objects.bulk_create(rows, batch_size=A_BATCH)
    Part.objects.bulk_create(
        (
            Part(outage=row, feeder=fault.line, area=step.area, off_at=step.off_at, back_at=step.back_at,
                 customers=step.customers)
            for row, fault in zip(rows, faults, strict=True) for step in fault.steps
        ), batch_size=A_BATCH,
    )  # fmt: skip
    Estimate.objects.bulk_create(
        Estimate(outage=row, back_at=rules.first_estimate(row.location_class, fault.detected_at),
                 made_at=fault.detected_at)
        for row, fault in zip(rows, faults, strict=True)
    )  # fmt: skip
    return len(rows)


def _outage(key: int, timeline: Any, fault: PastFault, crews: dict[int, int]) -> Outage:
    times = rules.arrival(fault.location_class, fault.detected_at)
    areas = {step.area for step in fault.steps}
    went = fault.arrived_at is not None
    return Outage(
        pk=key, timeline=timeline, stage=S.CLOSED, source=Source.TELEMETRY, cause=fault.cause, finding=fault.finding,
        feeder=fault.line, area=areas.pop() if len(areas) == 1 else None, cell_id=fault.line.cell_id,
        location_class=fault.location_class, began_at=fault.began_at, detected_at=fault.detected_at,
        restored_at=fault.restored_at, is_answered=True, crew_id=crews.get(fault.line.cell_id) if went else None,
        dispatched_at=fault.detected_at + A_MINUTE if went else None, arrived_at=fault.arrived_at,
        accepted_at=fault.detected_at + 2 * A_MINUTE if went else None, arrive_by_at=times.promised_at,
        legal_arrive_by_at=times.legal_at,
    )  # fmt: skip


def _events(fault: PastFault, crews: dict[int, int], by: User) -> list[PastEvent]:
    """The way every fault goes; one that mended itself goes straight to its restoration."""
    crew, on = crews.get(fault.line.cell_id), fault.detected_at
    told: list[Moment] = [("detect", S.DETECTED, on, None), ("confirm", S.CONFIRMED, on, None)]
    if fault.arrived_at is not None:
        found_at = min(fault.arrived_at + 10 * A_MINUTE, fault.restored_at)
        told += [
            ("dispatch", S.DISPATCHED, on + A_MINUTE, None), ("arrive", S.ARRIVED, fault.arrived_at, crew),
            ("find", S.FAULT_FOUND, found_at, crew),
        ]  # fmt: skip
    steps = sorted({step.back_at for step in fault.steps})
    told += [("restore_part", S.PARTLY_RESTORED, moment, None) for moment in steps[:-1]]
    told += [
        ("restore", S.RESTORED, steps[-1], None), ("verify", S.VERIFIED, steps[-1], None),
        ("review", S.REVIEWED, steps[-1] + A_DAY, by.pk), ("close", S.CLOSED, steps[-1] + A_DAY, by.pk),
    ]  # fmt: skip
    return _linked(told, {"find": fault.finding})


def _linked(told: Sequence[Moment], reasons: dict[str, str]) -> list[PastEvent]:
    """Each from where the one before led."""
    before = ["", *(stage for _verb, stage, _at, _by in told)]
    return [
        PastEvent(verb, str(source), str(stage), at, by, reasons.get(verb, ""))
        for source, (verb, stage, at, by) in zip(before, told, strict=False)
    ]


@transaction.atomic
def take_over_works(works: Sequence[PastWork], *, people: dict[Role, User]) -> int:
    """Store planned work that is done: the live jobs, and those with an outage, its signatures and announcements."""
    keys = reserve_keys(PlannedWork, len(works))
    numbers = [f"PW-{localdate(work.starts_at):%y%m%d}-{key:05d}" for key, work in zip(keys, works, strict=True)]
    timelines = write_chains(
        PastCase(number, f"/outages/planned/{number}/", "outages.plannedwork", key, _work_events(work, people))
        for key, number, work in zip(keys, numbers, works, strict=True)
    )
    rows = [_work(*one, people) for one in zip(keys, timelines, works, strict=True)]
    PlannedWork.objects.bulk_create(rows, batch_size=A_BATCH)
    through = PlannedWork.areas.through
    through.objects.bulk_create(
        (through(plannedwork_id=key, transformerarea_id=area.pk)
         for key, work in zip(keys, works, strict=True) for area in work.areas), batch_size=A_BATCH,
    )  # fmt: skip
    _announce([(row, work) for row, work in zip(rows, works, strict=True) if work.restored_at], people)
    return len(rows)


def _work(key: int, timeline: Any, work: PastWork, people: dict[Role, User]) -> PlannedWork:
    with_outage = work.restored_at is not None
    return PlannedWork(
        pk=key, timeline=timeline, stage=P.REVIEWED if with_outage else P.LIVE_DONE, kind=work.kind,
        summary=work.summary, feeder=work.line, starts_at=work.starts_at, ends_at=work.ends_at,
        proposed_by=people[Role.WORKS], live_method=work.live_method, why_not_live=work.why_not_live,
        saved_customer_hours=work.saved_customer_hours, reschedules=int(work.was_moved_by_weather),
        notice_class=NoticeClass.PLANNED if with_outage else "", started_at=work.starts_at if with_outage else None,
        approved_at=work.proposed_at + 2 * A_DAY if with_outage else None, restored_at=work.restored_at,
    )  # fmt: skip


def _work_events(work: PastWork, people: dict[Role, User]) -> list[PastEvent]:
    worker, desk, chief = (people[role].pk for role in (Role.WORKS, Role.DISPATCH, Role.SUPERVISOR))
    on = work.proposed_at
    told: list[Moment] = [("propose", P.DRAFT, on, worker)]
    if work.restored_at is None:
        told += [("plan_live", P.LIVE, on, worker)]
        told += [("reschedule", P.LIVE, on + A_DAY, worker)] if work.was_moved_by_weather else []
        return _linked([*told, ("finish_live", P.LIVE_DONE, work.ends_at, worker)], {})
    told += [
        ("request_outage", P.OUTAGE_REQUEST, on, worker), ("sign", P.OUTAGE_REQUEST, on + A_DAY, desk),
        ("sign", P.OUTAGE_REQUEST, on + 2 * A_DAY, chief), ("approve", P.APPROVED, on + 2 * A_DAY, None),
        ("publish", P.NOTIFIED, on + 3 * A_DAY, desk), ("start", P.STARTED, work.starts_at, desk),
        ("restore", P.RESTORED, work.restored_at, desk), ("review", P.REVIEWED, work.restored_at + A_DAY, chief),
    ]  # fmt: skip
    return _linked(told, {"request_outage": work.why_not_live})


def _announce(done: Sequence[tuple[PlannedWork, PastWork]], people: dict[Role, User]) -> None:
    """The notice, the word that power was back, who signed, and who was without power meanwhile."""
    signers = ((Role.DISPATCH, 1), (Role.SUPERVISOR, 2))
    Approval.objects.bulk_create(
        Approval(work=row, round=1, role=role, by=people[role], at=work.proposed_at + n * A_DAY)
        for row, work in done for role, n in signers
    )  # fmt: skip
    notices = Announcement.objects.bulk_create(_told(row, work, people, n=1, to=None) for row, work in done)
    Announcement.objects.bulk_create(
        _told(row, work, people, n=2, to=notice) for (row, work), notice in zip(done, notices, strict=True)
    )
    Interruption.objects.bulk_create(
        (Interruption(timeline=row.timeline, area=area, customers=work.customers.get(area.pk, 0),
                      off_at=work.starts_at, on_at=work.restored_at, is_planned=True)
         for row, work in done for area in work.areas), batch_size=A_BATCH,
    )  # fmt: skip


def _told(
    row: PlannedWork, work: PastWork, people: dict[Role, User], *, n: int, to: Announcement | None
) -> Announcement:  # fmt: skip
    back = work.restored_at or work.ends_at
    ended = AnnouncementKind.EARLY if back < work.ends_at else AnnouncementKind.RESTORATION
    return Announcement(
        work=row, n=n, kind=ended if to else AnnouncementKind.NOTICE, refers_to=to, feeder_name=work.line.name,
        area_names="、".join(area.name for area in work.areas), reason=work.summary, starts_at=work.starts_at,
        ends_at=work.ends_at, published_at=back if to else work.proposed_at + 3 * A_DAY,
        published_by=people[Role.DISPATCH],
    )  # fmt: skip
