"""Addresses of the network's pages."""

from django.urls import path

from gridhealth import views

app_name = "gridhealth"
urlpatterns = [
    path("network.geojson", views.network, name="network"),
]
