"""`/metrics`: counts for Prometheus, read from the rows when asked. Nothing personal, and only for who may look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.authentication import BearerTokenAuthentication
from accounts.refusals import NotAllowed
from accounts.roles import Role
from applications.models import Application
from deadlines.models import Alert, Clock, Heartbeat
from notifications.models import Delivery
from portal.health import late_things

READERS = frozenset({Role.SUPERVISOR, Role.CHIEF, Role.AUDITOR})


class Counts:
    """One look at the rows."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("portal_late", "Things later than their limit", "kind", late_things(at=self.at))
        ages = {one.name: (self.at - one.at).total_seconds() for one in Heartbeat.objects.all()}
        yield _gauge("portal_heartbeat_age_seconds", "Since a driver last said that it lives", "driver", ages)
        yield _gauge("portal_applications", "Open applications", "stage", _by(Application.objects.open(), "stage"))
        yield _gauge("portal_clocks_running", "Running clocks", "kind", _by(Clock.objects.running(), "kind"))
        yield _gauge("portal_alerts", "Steps of the ladder reached", "level", _by(Alert.objects.all(), "level"))
        yield _gauge("portal_deliveries", "Messages on their way", "state", _by(Delivery.objects.all(), "state"))


def _gauge(name: str, says: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _by(rows, field: str) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """With the bearer token, or in the browser, of a supervisor, the chief or an auditor."""
    user = _token_bearer(request) or request.user
    if not (user.is_authenticated and user.is_staff and user.roles & READERS):
        raise NotAllowed
    registry = CollectorRegistry()
    registry.register(Counts(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _token_bearer(request: HttpRequest):  # type: ignore[no-untyped-def]
    try:
        found = BearerTokenAuthentication().authenticate(Request(request))
    except AuthenticationFailed as wrong:
        raise NotAllowed from wrong
    return found[0] if found else None


urlpatterns = [path("metrics", metrics, name="metrics")]
