"""Addresses of who serves whom, for programs."""

from django.urls import path

from customers.serving.api import Managers, Slots

urlpatterns = [
    path("managers/", Managers.as_view(), name="managers"),
    path("slots/", Slots.as_view(), name="slots"),
]
