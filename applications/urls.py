"""Addresses of the customer's pages of an application."""

from django.urls import path

from applications import views
from applications.survey import entry
from applications.works import signing

app_name = "applications"
urlpatterns = [
    path("applications/", views.my_applications, name="mine"),
    path("applications/<str:number>/", views.tracker, name="tracker"),
    path("applications/<str:number>/letters/<slug:kind>/", views.letter, name="letter"),
    path("applications/<str:number>/visit/", entry.visit, name="visit"),
    path("applications/<str:number>/sign_undertaking/", signing.undertaking, name="undertaking"),
    path("applications/<str:number>/sign_undertaking/code/", signing.send_code, name="undertaking-code"),
    path("applications/<str:number>/<slug:verb>/code/", views.signing_code, name="signing-code"),
    path("applications/<str:number>/<slug:verb>/", views.customer_verb, name="verb"),
    path("track/", views.track, name="track"),
]
