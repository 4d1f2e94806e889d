"""Addresses of the indices."""

from django.urls import path

from outages.indices import views

app_name = "indices"
urlpatterns = [path("outages/indices/", views.page, name="page")]
