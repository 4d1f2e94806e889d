"""Addresses of the public question about capacity."""

from django.urls import path

from gridhealth.capacity import views

app_name = "capacity"
urlpatterns = [
    path("", views.capacity, name="page"),
    path("watch/", views.watch, name="watch"),
    path("watch/<int:pk>/end/", views.unwatch, name="unwatch"),
]
