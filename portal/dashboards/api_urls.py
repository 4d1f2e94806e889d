"""Addresses of the supervision figures for programs."""

from django.urls import path

from portal.dashboards.api import SupervisionSummary

urlpatterns = [path("supervision/summary/", SupervisionSummary.as_view(), name="supervision-summary")]
