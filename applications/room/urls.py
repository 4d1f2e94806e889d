"""Addresses of the officers' pages."""

from django.urls import path

from applications.room import views

app_name = "room"
urlpatterns = [
    path("room/", views.queue, name="queue"),
    path("room/next/", views.take_next, name="next"),
    path("room/<str:number>/", views.case, name="case"),
    path("room/<str:number>/take/", views.take_case, name="take"),
    path("room/<str:number>/note/", views.note, name="note"),
    path("room/<str:number>/<slug:verb>/", views.staff_verb, name="verb"),
]
