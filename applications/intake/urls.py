"""Addresses of the wizard and of the papers of a case."""

from django.urls import path

from applications.intake import papers, views, who_serves

app_name = "intake"
urlpatterns = [
    path("apply/", views.start, name="start"),
    path("apply/new/", views.begin, name="begin"),
    path("apply/<str:number>/", views.resume, name="resume"),
    path("apply/<str:number>/discard/", views.discard, name="discard"),
    path("apply/<str:number>/check/", views.check, name="check"),
    path("apply/<str:number>/manager/", who_serves.choose, name="manager"),
    path("apply/<str:number>/<slug:name>/", views.page, name="page"),
    path("applications/<str:number>/papers/", papers.papers, name="papers"),
    path("applications/<str:number>/papers/<str:kind>/", papers.paper, name="paper"),
]
