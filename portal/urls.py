"""Every address of the portal. A room with pages has a `urls.py`, one with an API an `api_urls.py`."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.health")),
    path("", include("portal.metrics")),
    path("", include("portal.home")),
    path("", include("portal.disclosure.urls")),
    path("administration/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("grid/", include("gridhealth.urls")),
    path("capacity/", include("gridhealth.capacity.urls")),
    path("assess/", include("applications.assess.urls")),
    path("", include("customers.urls")),
    path("", include("applications.agency.urls")),
    path("", include("applications.batch.urls")),
    path("", include("applications.counter.urls")),
    path("", include("applications.lease.urls")),
    path("", include("applications.intake.urls")),
    path("", include("applications.correction.urls")),
    path("", include("applications.urls")),
    path("", include("applications.survey.urls")),
    path("", include("applications.projects.urls")),
    path("", include("applications.fromapp.urls")),
    path("", include("applications.room.urls")),
    path("", include("approvals.desk.urls")),
    path("", include("approvals.scoreboard.urls")),
    path("", include("outages.planned.urls")),
    path("", include("outages.indices.urls")),
    path("", include("approvals.platform.urls")),
    path("operations/", include("portal.operations.urls")),
    path("", include("outages.assessment.urls")),
    path("", include("outages.faults.urls")),
    path("", include("portal.dashboards.urls")),
    path("api/v1/", include("deadlines.api_urls")),
    path("api/v1/", include("customers.api_urls")),
    path("api/v1/", include("gridhealth.api_urls")),
    path("api/v1/", include("applications.api_urls")),
    path("api/v1/", include("applications.assess.api_urls")),
    path("api/v1/", include("applications.projects.api_urls")),
    path("api/v1/", include("approvals.api_urls")),
    path("api/v1/", include("outages.indices.api_urls")),
    path("api/v1/", include("outages.faults.api_urls")),
    path("api/v1/", include("portal.dashboards.api_urls")),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("notifications.api_urls")),
    path("api/", include("portal.reference.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
