"""Addresses of the pages about who serves whom."""

from django.urls import include, path

from customers.serving import views

serving = [
    path("managers/", views.managers, name="list"),
    path("managers/<int:pk>/leave/", views.leave, name="leave"),
    path("managers/<int:pk>/back/", views.back, name="back"),
]
urlpatterns = [path("", include((serving, "managers")))]
