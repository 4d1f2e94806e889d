"""Address of the authorities' scoreboard."""

from django.urls import path

from approvals.scoreboard import views

app_name = "scoreboard"
urlpatterns = [path("supervision/authorities/", views.scoreboard, name="page")]
