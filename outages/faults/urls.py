"""Addresses of faults. After those of planned work, whose first word would pass for a number here."""

from django.urls import path

from outages.faults import views

app_name = "faults"
urlpatterns = [
    path("outages/", views.board, name="board"),
    path("outages/report/", views.report_page, name="report"),
    path("outages/<str:number>/", views.outage, name="outage"),
    path("outages/<str:number>/still-out/", views.still_out, name="still-out"),
    path("outages/<str:number>/<slug:verb>/", views.verb, name="verb"),
]
