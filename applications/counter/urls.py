"""Addresses of the service counter."""

from django.urls import path

from applications.counter import views

app_name = "counter"
urlpatterns = [
    path("counter/", views.counter, name="start"),
    path("counter/code/", views.code, name="code"),
    path("counter/code/again/", views.send_again, name="again"),
]
