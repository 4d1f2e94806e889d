"""The only writers of the dashboards: work out anew the figures of every case that has moved since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from applications.models import Application
from applications.stages import Stage
from deadlines.calendars import current_calendar
from deadlines.rules import CHINA
from notifications.models import Delivery
from portal.dashboards import counting
from portal.dashboards.choices import Outcome
from portal.dashboards.forecast.rules import Experience
from portal.dashboards.models import CaseFact, Refresh, StepFact

A_BATCH = 200
FIGURES, FORECAST = "figures", "forecast"
WITH = ("timeline", "site", "round")
READ = (
    "timeline__events", "timeline__clocks", "timeline__pauses", "timeline__ratings", "round__permits__definition",
)  # fmt: skip


def stale(at: datetime) -> QuerySet[Application]:
    """Never counted, moved since, promised anew by a calendar, or open and last counted on an earlier day."""
    midnight = timezone.localtime(at, CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    submitted = Application.objects.exclude(submitted_at=None).exclude(stage__in=[Stage.LEAD, Stage.DRAFT])
    return submitted.filter(
        Q(fact=None)
        | Q(fact__seq__lt=F("timeline__last_seq"))
        | Q(fact__outcome=Outcome.OPEN, fact__counted_at__lt=midnight)
        | (Q(fact__outcome=Outcome.OPEN) & ~Q(fact__manager=F("manager")) & Q(manager__isnull=False))
    )


def refresh(*, at: datetime, most: int = 5_000) -> int:
    """Bring the figures up to date, at most so many cases; returns how many were counted. Safe side by side."""
    done, experience = 0, known()
    while done < most:
        found = list(stale(at).order_by("pk").values_list("pk", flat=True)[:A_BATCH])
        if not found:
            break
        done += count_anew(found, at=at, experience=experience)
    note(FIGURES, at=at, undelivered=Delivery.objects.failures().count())
    return done


@transaction.atomic
def count_anew(ids: list[int], *, at: datetime, experience: Experience | None = None) -> int:
    """Replace the figures of these cases."""
    cases = Application.objects.filter(pk__in=ids).select_related(*WITH).prefetch_related(*READ)
    calendar, facts, steps = current_calendar(), [], []
    for case in cases:
        fact, of_case = counting.figures(case, calendar=calendar, at=at, experience=experience)
        facts.append(fact)
        steps += of_case
    _store(CaseFact, facts, "application")
    _store(StepFact, steps, "clock")
    return len(facts)


def _store(model: Any, rows: list[Any], key: str) -> None:
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=names)


def known() -> Experience | None:
    """What the forecast has learnt last; None before it has."""
    row = Refresh.objects.filter(name=FORECAST).first()
    return Experience.from_json(row.detail["experience"]) if row else None


def note(name: str, *, at: datetime, **detail: Any) -> Refresh:
    return Refresh.objects.update_or_create(name=name, defaults={"at": at, "detail": detail})[0]
