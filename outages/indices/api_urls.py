"""Addresses of the indices for programs."""

from django.urls import path

from outages.indices.api import ReliabilityIndices

urlpatterns = [path("reliability/indices/", ReliabilityIndices.as_view(), name="reliability-indices")]
