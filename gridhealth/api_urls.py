"""Addresses of the network for programs."""

from django.urls import path

from gridhealth.capacity.api import Areas, Capacity, Cells, Feeders, OneFeeder, OneWatch, Watches

urlpatterns = [
    path("grid/capacity/", Capacity.as_view(), name="grid-capacity"),
    path("grid/watches/", Watches.as_view(), name="grid-watches"),
    path("grid/watches/<int:pk>/", OneWatch.as_view(), name="grid-watch"),
    path("grid/feeders/", Feeders.as_view(), name="grid-feeders"),
    path("grid/feeders/<str:code>/", OneFeeder.as_view(), name="grid-feeder"),
    path("grid/areas/", Areas.as_view(), name="grid-areas"),
    path("grid/cells/", Cells.as_view(), name="grid-cells"),
]
