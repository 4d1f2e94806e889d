"""Addresses of the operations pages."""

from django.urls import path

from portal.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("holds/<int:pk>/release/", views.release, name="release"),
    path("alerts/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("alerts/<int:pk>/again/", views.again, name="again"),
    path("clock/trust/", views.trust_clock, name="trust-clock"),
    path("drivers/<slug:name>/retire/", views.retire_driver, name="retire-driver"),
    path("changes/", views.changes, name="changes"),
    path("changes/calendar/", views.propose_year, name="propose-calendar"),
    path("changes/rules/", views.propose_rule_set, name="propose-rules"),
    path("changes/rules.json", views.rules_file, name="rules-file"),
    path("changes/<int:pk>/", views.change, name="change"),
    path("changes/<int:pk>/accept/", views.accept, name="accept"),
    path("changes/<int:pk>/reject/", views.reject, name="reject"),
]
