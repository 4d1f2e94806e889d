"""Addresses of the officers' pages."""

from django.urls import path

from applications.room import casework, filings, handing, permits, revealing, saving, views

app_name = "room"
urlpatterns = [
    path("room/", views.queue, name="queue"),
    path("works/", views.queue, {"place": "works"}, name="works"),
    path("meters/", views.queue, {"place": "meters"}, name="meters"),
    path("visits/", views.queue, {"place": "visits"}, name="visits"),
    path("green/", views.queue, {"place": "green"}, name="green"),
    path("room/next/", views.take_next, name="next"),
    path("room/views/", saving.save, name="save-view"),
    path("room/views/<int:pk>/let-go/", saving.let_go, name="let-go-of-view"),
    path("room/bulk/", handing.bulk, name="bulk"),
    path("room/filings/", filings.filings, name="filings"),
    path("room/<str:number>/", casework.case, name="case"),
    path("room/<str:number>/take/", casework.take_case, name="take"),
    path("room/<str:number>/release/", casework.release_case, name="release"),
    path("room/<str:number>/note/", casework.note, name="note"),
    path("room/<str:number>/permits/<int:pk>/", permits.permit, name="permit"),
    path("room/<str:number>/permits/<int:pk>/<slug:verb>/", permits.permit_verb, name="permit-verb"),
    path("room/<str:number>/filing/", filings.filing, name="filing"),
    path("room/<str:number>/filing/photo/", filings.restoration, name="filing-photo"),
    path("room/<str:number>/filing/<slug:verb>/", filings.filing_act, name="filing-act"),
    path("room/<str:number>/reveal/", revealing.reveal_field, name="reveal"),
    path("room/<str:number>/<slug:verb>/", casework.staff_verb, name="verb"),
]
