"""Addresses of the API's pages."""

from django.urls import path

from portal.reference import views

urlpatterns = [
    path("schema/", views.Document.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    path("docs/try/", views.try_out, name="docs-try"),
    path("changes/", views.changes, name="api-changes"),
]
