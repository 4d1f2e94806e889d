"""Addresses of the talk with the approval platform."""

from django.urls import path

from approvals.platform import views

app_name = "platform"
urlpatterns = [
    path("connect/construction/news/", views.callback, name="callback"),
    path("operations/platform/", views.dead_letters, name="dead-letters"),
    path("operations/platform/<int:pk>/again/", views.try_again, name="try-again"),
    path("operations/platform/filings/<int:pk>/again/", views.file_again, name="file-again"),
]
