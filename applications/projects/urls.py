"""Addresses of the reserve."""

from django.urls import path

from applications.projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.projects, name="list"),
    path("projects/new/", views.new_lead, name="new"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/phone/", views.see_phone, name="phone"),
    path("projects/<int:pk>/<slug:verb>/", views.lead_verb, name="verb"),
]
