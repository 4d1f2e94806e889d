"""Addresses of planned work."""

from django.urls import path

from outages.planned import views

app_name = "planned"
urlpatterns = [
    path("outages/planned/", views.calendar, name="calendar"),
    path("outages/planned/live/", views.live, name="live"),
    path("outages/planned/propose/", views.propose, name="propose"),
    path("outages/planned/<str:number>/", views.work, name="work"),
    path("outages/planned/<str:number>/<slug:verb>/", views.verb, name="verb"),
    path("public/announcements/<int:pk>/", views.announcement, name="announcement"),
]
