"""The only writers of health: assess the whole county, note what happened, plan and accept cures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, NotAllowed, Unmet
from accounts.roles import Role
from gridhealth.health import figures
from gridhealth.health.choices import State
from gridhealth.health.judging import Verdict, verdicts
from gridhealth.health.models import Cure, Health, HealthChange, Interruption
from gridhealth.health.rules import Standing, settle
from gridhealth.health.tables import Table, table_on
from gridhealth.models import Feeder, TransformerArea
from gridhealth.signals import grid_changed

CURERS = frozenset({Role.PLANNER, Role.CHIEF})


@transaction.atomic
def assess(*, at: datetime) -> int:
    """Assess every object of the county on the data of the days before; returns how many states changed.

    A handful of statements, however many objects, and one for each line that this process has never solved. Run again
    on the same day it finds its work done.
    """
    day = localdate(at)
    table = table_on(day)
    figures.sum_up(table, up_to=day)
    standing = {_key(row): row for row in Health.objects.select_for_update()}
    accepted = Cure.objects.exclude(accepted_on=None).order_by("accepted_on")
    cured = {cure.health_id: cure.accepted_on or date.min for cure in accepted}
    found = verdicts(table, on=day)
    rows = [_row(standing.get(verdict.key), verdict, table, day, cured) for verdict in found]
    changed = _store([row for row in rows if row is not None], day)
    if changed:
        grid_changed.send(sender=Health, at=at)
    return changed


def _key(row: Health) -> tuple[str, int]:
    return row.kind, row.cell_id or row.feeder_id or row.area_id or 0


def _row(row: Health | None, verdict: Verdict, table: Table, day: date, cured: Mapping[int, date]) -> Health | None:
    """The row as it will be; None when it was assessed today and found the same."""
    if row is not None and row.assessed_on == day and _was_found(row, verdict):
        return None
    kind, pk = verdict.key
    row = row or Health(**{f"{kind}_id": pk}, since=day, assessed_on=date.min)
    before = Standing(State(row.state), State(row.known) if row.known else None, row.better_months) if row.pk else None
    is_monthly = (row.assessed_on.year, row.assessed_on.month) != (day.year, day.month)
    is_cured = row.pk is not None and cured.get(row.pk, date.min) >= row.assessed_on
    now = settle(before, verdict.state, is_monthly=is_monthly, is_cured=is_cured, table=table)
    row.before = row.state  # type: ignore[attr-defined]
    row.since = day if row.state != now.state else row.since
    row.state, row.known, row.better_months = now.state, now.known or "", now.better_months
    row.found, row.causes, row.customers = verdict.state, verdict.causes, verdict.customers
    row.unmeasured, row.assessed_on, row.rule_set = verdict.unmeasured, day, table.version
    return row


def _was_found(row: Health, verdict: Verdict) -> bool:
    return (row.found, row.causes, row.unmeasured) == (verdict.state, verdict.causes, verdict.unmeasured)


def _store(rows: list[Health], day: date) -> int:
    fields = [
        "state", "known", "found", "better_months", "customers", "since", "assessed_on", "causes", "unmeasured",
        "rule_set",
    ]  # fmt: skip
    Health.objects.bulk_create([row for row in rows if row.pk is None])
    Health.objects.bulk_update([row for row in rows if row.pk is not None], fields, batch_size=1_000)
    changes = [
        HealthChange(health=row, on=day, before=row.before, after=row.state, causes=row.causes)  # type: ignore[attr-defined]
        for row in rows
        if row.before != row.state  # type: ignore[attr-defined]
    ]
    HealthChange.objects.bulk_create(
        changes, update_conflicts=True, unique_fields=["health", "on"], update_fields=["after", "causes"]
    )
    return len(changes)


class Noted(NamedTuple):
    """One interruption of an area or a line; the reference says by which outage."""

    reference: str
    on: date
    is_planned: bool
    area_id: int | None = None
    feeder_id: int | None = None


@transaction.atomic
def note_interruptions(told: Iterable[Noted]) -> int:
    """Many at once; each counts once, however often it is told. Returns how many are new."""
    before = Interruption.objects.count()
    rows = [Interruption(**one._asdict()) for one in told]
    Interruption.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)
    return Interruption.objects.count() - before


@transaction.atomic
def note_interruption(target: Feeder | TransformerArea, *, on: date, is_planned: bool, reference: str) -> None:
    """Supply of `target` was interrupted; told twice it counts once."""
    kind = "feeder" if isinstance(target, Feeder) else "area"
    Interruption.objects.get_or_create(
        reference=reference, **{kind: target}, defaults={"on": on, "is_planned": is_planned}
    )


@transaction.atomic
def plan_cure(health: Health, *, terms: Mapping[str, Any], by: Any, at: datetime) -> Cure:
    """Decide what will make it healthy, by when and with whose money."""
    _curers_only(by)
    row = Health.objects.select_for_update().get(pk=health.pk)
    if row.state not in (State.ILL, State.SUB):
        raise Unmet(_("Only what is ill or sub-healthy needs a cure."))
    if terms["planned_on"] < localdate(at):
        raise Invalid({"planned_on": _("Choose a day that is still to come.")})
    if row.cures.filter(accepted_on=None).exists():
        raise Unmet(_("A cure is under way here already. Accept it before planning the next."))
    before = {"state": row.state, "causes": row.causes}
    cure = Cure.objects.create(health=row, owner=by, before=before, **terms)
    grid_changed.send(sender=Cure, at=at)
    return cure


@transaction.atomic
def move_cure(cure: Cure, *, planned_on: date, why: str, by: Any, at: datetime) -> Cure:
    """Another day for a cure, and why; everybody reads the new one from the next edition of the public pages on."""
    _curers_only(by)
    row = Cure.objects.select_for_update().get(pk=cure.pk)
    if row.accepted_on is not None:
        raise Unmet(_("These works are finished."))
    if planned_on < localdate(at):
        raise Invalid({"planned_on": _("Choose a day that is still to come.")})
    if planned_on != row.planned_on:
        move = {"from": str(row.planned_on), "to": str(planned_on), "why": why, "on": str(localdate(at)), "by": str(by)}
        row.moves, row.planned_on = [*row.moves, move], planned_on
        row.save(update_fields=["moves", "planned_on"])
        grid_changed.send(sender=Cure, at=at)
    return row


@transaction.atomic
def accept_cure(cure: Cure, *, by: Any, at: datetime) -> Cure:
    """The works are done and seen: from the next assessment on the object may count as healthy again."""
    _curers_only(by)
    row = Cure.objects.select_for_update().get(pk=cure.pk)
    if row.accepted_on is None:
        row.accepted_on, row.accepted_by = localdate(at), by
        row.after = {"state": row.health.found, "causes": row.health.causes}
        row.save()
        grid_changed.send(sender=Cure, at=at)
    return row


def _curers_only(user: Any) -> None:
    if not CURERS & user.roles:
        raise NotAllowed
