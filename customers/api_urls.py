"""Addresses of who serves whom, for programs."""

from django.urls import path

from customers.demands.api import Demands, OneDemand, OneDemandVerb
from customers.serving.api import Managers, Slots
from customers.wishes.api import TakeBack, Wishes

urlpatterns = [
    path("managers/", Managers.as_view(), name="managers"),
    path("slots/", Slots.as_view(), name="slots"),
    path("demands/", Demands.as_view(), name="demands"),
    path("demands/<str:number>/", OneDemand.as_view(), name="demand"),
    path("demands/<str:number>/<slug:verb>/", OneDemandVerb.as_view(), name="demand-verb"),
    path("energy-services/", Wishes.as_view(), name="energy-services"),
    path("energy-services/take-back/", TakeBack.as_view(), name="energy-services-take-back"),
]
