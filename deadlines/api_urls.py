"""Addresses of the workday calendar for programs."""

from django.urls import path

from deadlines.api import DueView

urlpatterns = [path("workdays/due/", DueView.as_view(), name="workdays-due")]
