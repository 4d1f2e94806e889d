"""Addresses of outages for programs."""

from django.urls import path

from outages.faults.api import OneOutage, OutageReport, Outages, OutageVerb

urlpatterns = [
    path("outages/", Outages.as_view(), name="outages"),
    path("outages/report/", OutageReport.as_view(), name="outage-report"),
    path("outages/<int:pk>/", OneOutage.as_view(), name="outage"),
    path("outages/<int:pk>/<slug:verb>/", OutageVerb.as_view(), name="outage-verb"),
]
