"""Addresses of the reserve for programs."""

from django.urls import path

from applications.projects import api

urlpatterns = [
    path("projects/", api.Projects.as_view(), name="api-projects"),
    path("projects/<int:pk>/", api.OneProject.as_view(), name="api-project"),
    path("projects/<int:pk>/<slug:verb>/", api.ProjectVerb.as_view(), name="api-project-verb"),
]
