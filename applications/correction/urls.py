"""Addresses of the answer to what was missing, and of its papers."""

from django.urls import path

from applications.correction import views

app_name = "correction"
urlpatterns = [
    path("applications/<str:number>/correct/", views.correct, name="correct"),
    path("applications/<str:number>/answers/<int:pk>/", views.paper, name="paper"),
]
