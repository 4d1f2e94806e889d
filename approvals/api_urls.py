"""Addresses of permits for programs."""

from django.urls import path

from approvals.api import Permits, PermitVerbView
from approvals.scoreboard.api import Scoreboard

urlpatterns = [
    path("authorities/scoreboard/", Scoreboard.as_view(), name="authorities-scoreboard"),
    path("permits/", Permits.as_view(), name="permits"),
    path("permits/<int:pk>/<slug:verb>/", PermitVerbView.as_view(), name="permit-verb"),
]
