"""Addresses of the survey page. Included before the room's: there the verb has this page instead of a plain form."""

from django.urls import path
from django.views.generic import RedirectView

from applications.survey import signing, views

app_name = "survey"
urlpatterns = [
    path("survey/<str:number>/", views.survey, name="page"),
    path("survey/<str:number>/nearest/", views.nearest, name="nearest"),
    path("survey/<str:number>/photos/<int:pk>/", views.photo, name="photo"),
    path("survey/<str:number>/code/", signing.send_code, name="code"),
    path("survey/<str:number>/sign/", signing.sign, name="sign"),
    path("survey/<str:number>/<slug:verb>/", views.answer, name="answer"),
    path("room/<str:number>/record_survey/", RedirectView.as_view(pattern_name="survey:page"), name="from-room"),
]
