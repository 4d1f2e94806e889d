"""Periodic work of the front door: publish what changed or has grown old; let the dashboards follow the cases."""

from __future__ import annotations

from datetime import datetime

import structlog
from celery import shared_task
from django.utils import timezone

from portal.dashboards import actions as dashboards
from portal.dashboards.forecast import actions as forecast
from portal.dashboards.integrity import actions as integrity
from portal.dashboards.week import actions as week
from portal.disclosure import actions
from portal.disclosure.performance import actions as performance
from portal.disclosure.topics import TOPICS

log = structlog.get_logger()
SCHEDULE = {
    "publish-all": {"task": "portal.tasks.publish_all", "schedule": 20.0},
    "refresh-figures": {"task": "portal.tasks.refresh_figures", "schedule": 60.0},
    "check-invariants": {"task": "portal.tasks.check_invariants", "schedule": 3600.0},
    "report-week": {"task": "portal.tasks.report_week", "schedule": 3600.0},
    "learn-forecast": {"task": "portal.tasks.learn_forecast", "schedule": 600.0},
}


@shared_task
def publish(topic: str, *, at: str = "") -> None:
    """One topic, now. `at` (ISO) stands in for the clock."""
    if topic in TOPICS:
        actions.publish(topic, at=datetime.fromisoformat(at) if at else timezone.now())


@shared_task
def publish_all(*, at: str = "") -> None:
    """Every topic that is due. One that fails does not keep the others from the public."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    for topic in TOPICS:
        try:
            actions.publish(topic, at=now)
        except Exception:  # noqa: BLE001 - whatever is wrong with this topic, the next one is due too
            log.exception("topic_not_published", topic=topic)


@shared_task
def refresh_figures(*, at: str = "") -> None:
    """Every case that has moved; where one has, the public hears too. `at` (ISO) stands in for the clock."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    if dashboards.refresh(at=now):
        performance.figures_changed(at=now)


@shared_task
def learn_forecast(*, at: str = "") -> None:
    """What the promises that are over teach about those that run."""
    forecast.learn(at=datetime.fromisoformat(at) if at else timezone.now())


@shared_task
def check_invariants() -> None:
    """Whether everything holds that must hold of all rows; what does not is red at once."""
    integrity.check(at=timezone.now())


@shared_task
def report_week(*, at: str = "") -> None:
    """Of the week that is over, once it is; whoever was told is not told again. `at` (ISO) stands in for the clock."""
    week.report(at=datetime.fromisoformat(at) if at else timezone.now())
