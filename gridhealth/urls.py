"""Addresses of the network's pages."""

from django.urls import path

from gridhealth import views
from gridhealth.atlas import views as atlas
from gridhealth.health import calendar
from gridhealth.health import views as health
from gridhealth.importing import views as importing
from gridhealth.upgrades import views as upgrades

app_name = "gridhealth"
urlpatterns = [
    path("", atlas.county_map, name="map"),
    path("feeders/<str:code>/", atlas.line, name="line"),
    path("areas/<str:code>/", atlas.area, name="area"),
    path("network.geojson", views.network, name="network"),
    path("imports/", importing.imports, name="imports"),
    path("imports/<int:pk>/", importing.one, name="import"),
    path("objects/<slug:kind>/<str:code>/amend/", importing.amend, name="amend"),
    path("health/", health.archive, name="health"),
    path("health/cures/", health.cures, name="cures"),
    path("health/blocks/", health.blocks, name="blocks"),
    path("health/calendar/", calendar.month, name="calendar"),
    path("upgrades/<int:pk>/", upgrades.plan, name="upgrade"),
    path("upgrades/<int:pk>/finish/", upgrades.finish, name="finish-upgrade"),
    path("health/cures/<int:pk>/accept/", health.accept, name="accept-cure"),
    path("health/cures/<int:pk>/move/", health.move, name="move-cure"),
    path("health/<slug:kind>/<str:code>/", health.one, name="health-of"),
]
