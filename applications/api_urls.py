"""Addresses of applications for programs."""

from django.urls import path

from applications import api
from applications.room.api import Queue

urlpatterns = [
    path("applications/", api.Applications.as_view(), name="applications"),
    path("applications/<str:number>/", api.OneApplication.as_view(), name="application"),
    path("applications/<str:number>/events/", api.Events.as_view(), name="application-events"),
    path("applications/<str:number>/clocks/", api.Clocks.as_view(), name="application-clocks"),
    path("applications/<str:number>/<slug:verb>/", api.ApplicationVerb.as_view(), name="application-verb"),
    path("queue/", Queue.as_view(), name="queue"),
]
