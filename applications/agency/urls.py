"""Addresses of the pages of agents."""

from django.urls import path

from applications.agency import views

app_name = "agency"
urlpatterns = [
    path("agents/", views.agents, name="list"),
    path("agents/new/", views.new, name="new"),
    path("agents/<int:pk>/", views.one, name="one"),
    path("agents/<int:pk>/grant/", views.grant, name="grant"),
    path("agents/<int:pk>/code/", views.send_again, name="code"),
    path("agents/<int:pk>/revoke/", views.revoke, name="revoke"),
]
