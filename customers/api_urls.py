"""Addresses of who serves whom, for programs."""

from django.urls import path

from customers.demands.api import Demands, OneDemand, OneDemandVerb
from customers.serving.api import Managers, Slots

urlpatterns = [
    path("managers/", Managers.as_view(), name="managers"),
    path("slots/", Slots.as_view(), name="slots"),
    path("demands/", Demands.as_view(), name="demands"),
    path("demands/<str:number>/", OneDemand.as_view(), name="demand"),
    path("demands/<str:number>/<slug:verb>/", OneDemandVerb.as_view(), name="demand-verb"),
]
