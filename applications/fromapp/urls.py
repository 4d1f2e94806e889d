"""The address that the State Grid app pushes to."""

from django.urls import path

from applications.fromapp.views import push

urlpatterns = [path("connect/app/applications/", push, name="app-applications")]
