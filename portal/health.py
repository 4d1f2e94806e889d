"""Answers to probes: alive, may serve, and nothing is late."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis import RedisError

from deadlines.alerts import CLOCK_JUMP
from deadlines.models import Alert, CalendarYear, Clock, Heartbeat
from notifications.models import Delivery
from portal.dashboards.integrity.actions import KEPT, last_check
from portal.shortages import has_no_room, waiting_long

SILENCE = timedelta(seconds=180)
"""A driver that has said nothing for so long is taken for dead."""

SWEEP_DELAY = timedelta(seconds=120)
CALENDAR_MONTH = 11
"""The month by which the next year's workdays are published."""

FULLEST_DISK = 0.85


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing about what it depends on."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The database and the cache answer. Without the cache we still serve, slower, and say so."""
    database, cached = _answers(_ask_database), _answers(_ask_cache)
    found = {"database": _word(database), "cache": _word(cached)}
    return JsonResponse({"status": _word(database), **found}, status=200 if database else 503)


@never_cache
def nothing_is_late(request: HttpRequest) -> JsonResponse:
    """What a person must be woken for. Counts only: anybody may ask."""
    try:
        at = timezone.now()
        late, soon = late_things(at=at), soon_needed(at=at)
    except DatabaseError:
        return JsonResponse({"status": "down", "late": {"database": 1}}, status=503)
    found = {"status": "late" if late else "ok", "late": late, "soon": soon}
    return JsonResponse(found, status=503 if late else 200)


def late_things(*, at: datetime) -> dict[str, int]:
    """Each kind of trouble with its count; empty when all is well."""
    disk = shutil.disk_usage(settings.BASE_DIR)
    counts = {
        "silent_drivers": drivers().filter(at__lt=at - SILENCE).count(),
        "sweep_never_ran": 0 if Heartbeat.objects.filter(name="sweep").exists() else 1,
        "clocks_not_swept": Clock.objects.running().filter(look_at__lt=at - SWEEP_DELAY).count(),
        "alerts_not_told": Alert.objects.untold().filter(look_at__lt=at - SWEEP_DELAY).count(),
        "alerts_given_up": Alert.objects.parked().count(),
        "alerts_held": Alert.objects.held().count(),
        "clock_jumped": Heartbeat.objects.filter(name=CLOCK_JUMP).count(),
        "deliveries_overdue": Delivery.objects.overdue(at=at).count(),
        "deliveries_given_up": Delivery.objects.dead().count(),
        "invariants_broken": len(checked.detail.get("broken", {})) if (checked := last_check()) else 0,
        "disk_nearly_full": int(disk.used / disk.total > FULLEST_DISK),
        "database_without_room": int(has_no_room()),
        "locks_waited_for": waiting_long(),
    }
    return {kind: count for kind, count in counts.items() if count}


def drivers() -> QuerySet[Heartbeat]:
    """Those that speak again and again while they live."""
    return Heartbeat.objects.exclude(name__in=[CLOCK_JUMP, KEPT])


def soon_needed(*, at: datetime) -> dict[str, int]:
    """What is not late yet and will be: the workdays of a year that nobody has loaded, from November on."""
    today = timezone.localdate(at)
    years = {today.year, today.year + 1} if today.month >= CALENDAR_MONTH else {today.year}
    missing = years - set(CalendarYear.objects.filter(is_published=True).values_list("year", flat=True))
    return {"calendar_year": min(missing)} if missing else {}


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache.get("ready")


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, RedisError):
        return False
    return True


def _word(is_well: bool) -> str:
    return "ok" if is_well else "down"


urlpatterns = [
    path("healthz", alive, name="healthz"),
    path("readyz", ready, name="readyz"),
    path("healthz/deep", nothing_is_late, name="healthz-deep"),
]
