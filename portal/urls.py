"""Every address of the portal. A room with pages has a `urls.py`, one with an API an `api_urls.py`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.health")),
    path("", include("portal.home")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("grid/", include("gridhealth.urls")),
    path("assess/", include("applications.assess.urls")),
    path("", include("applications.urls")),
    path("", include("applications.room.urls")),
    path("api/v1/", include("deadlines.api_urls")),
    path("api/v1/", include("applications.api_urls")),
    path("api/v1/", include("applications.assess.api_urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
