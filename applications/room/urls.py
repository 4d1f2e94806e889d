"""Addresses of the officers' pages."""

from django.urls import path

from applications.room import permits, revealing, views

app_name = "room"
urlpatterns = [
    path("room/", views.queue, name="queue"),
    path("room/next/", views.take_next, name="next"),
    path("room/<str:number>/", views.case, name="case"),
    path("room/<str:number>/take/", views.take_case, name="take"),
    path("room/<str:number>/note/", views.note, name="note"),
    path("room/<str:number>/permits/<int:pk>/", permits.permit, name="permit"),
    path("room/<str:number>/permits/<int:pk>/<slug:verb>/", permits.permit_verb, name="permit-verb"),
    path("room/<str:number>/reveal/", revealing.reveal_field, name="reveal"),
    path("room/<str:number>/<slug:verb>/", views.staff_verb, name="verb"),
]
