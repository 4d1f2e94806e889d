"""Addresses of the assessment."""

from django.urls import path

from outages.assessment import views

app_name = "assessment"
urlpatterns = [
    path("outages/assessment/", views.page, name="page"),
    path("outages/assessment/export/", views.export, name="export"),
    path("outages/assessment/<str:code>/", views.cell, name="cell"),
    path("outages/assessment/<str:code>/exempt/", views.exempt, name="exempt"),
    path("outages/assessment/<str:code>/confirm/<int:pk>/", views.confirm, name="confirm"),
    path("outages/assessment/<str:code>/appeal/", views.appeal, name="appeal"),
    path("outages/assessment/<str:code>/answer/<int:pk>/", views.answer, name="answer"),
]
