"""Addresses of faults. After those of planned work, whose first word would pass for a number here."""

from django.urls import path

from outages.faults import hotline, replies, views

app_name = "faults"
urlpatterns = [
    path("outages/", views.board, name="board"),
    path("outages/map.geojson", views.map_of, name="map"),
    path("outages/crew/", views.crew, name="crew"),
    path("connect/sms/replies/", replies.reply, name="sms-replies"),
    path("connect/hotline/faults/", hotline.push, name="hotline"),
    path("outages/reports/<int:pk>/locate/", views.locate, name="locate"),
    path("outages/reports/<int:pk>/<slug:verb>/", views.report_verb, name="report-verb"),
    path("outages/report/", views.report_page, name="report"),
    path("outages/<str:number>/", views.outage, name="outage"),
    path("outages/<str:number>/photo/", views.photo, name="photo"),
    path("outages/<str:number>/still-out/", views.still_out, name="still-out"),
    path("outages/<str:number>/<slug:verb>/", views.verb, name="verb"),
]
