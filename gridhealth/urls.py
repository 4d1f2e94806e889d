"""Addresses of the network's pages."""

from django.urls import path

from gridhealth import views
from gridhealth.health import views as health
from gridhealth.importing import views as importing

app_name = "gridhealth"
urlpatterns = [
    path("network.geojson", views.network, name="network"),
    path("imports/", importing.imports, name="imports"),
    path("imports/<int:pk>/", importing.one, name="import"),
    path("health/", health.archive, name="health"),
    path("health/cures/", health.cures, name="cures"),
    path("health/cures/<int:pk>/accept/", health.accept, name="accept-cure"),
    path("health/<slug:kind>/<str:code>/", health.one, name="health-of"),
]
