"""Addresses of the public side. Those of `published` are files: the portal answers only while they are missing."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from portal.disclosure.outages import views as outages
from portal.disclosure.prices.views import prices
from portal.disclosure.views import published


class OutageNumber(StringConverter):
    regex = "[A-Z0-9-]{3,40}"


class Month(StringConverter):
    regex = "[0-9]{4}-[0-9]{2}"


register_converter(OutageNumber, "outage")
register_converter(Month, "month")
app_name = "disclosure"
urlpatterns = [
    path("public/outages/", outages.outages, name="outages"),
    path("public/outages.geojson", published, name="outages-geojson"),
    path("public/outages.csv", published, name="outages-csv"),
    path("public/outages.atom", published, name="outages-atom"),
    path("public/outages.ics", published, name="outages-ics"),
    path("public/outages.cap.atom", published, name="outages-cap"),
    path("public/outages/subscribe/", outages.SubscribePage.as_view(), name="subscribe"),
    path("public/outages/subscribe/code/", outages.SubscribeCodePage.as_view(), name="subscribe-code"),
    path("public/outages/subscribed/", outages.subscribed, name="subscribed"),
    path("public/outages/unsubscribe/<str:token>/", outages.unsubscribe, name="unsubscribe"),
    path("public/outages/<outage:number>.cap.xml", published, name="outage-warning"),
    path("public/outages/<outage:number>/", published, name="outage"),
    path("public/process/", published, name="process"),
    path("public/process.json", published, name="process-json"),
    path("public/prices/", prices, name="prices"),
    path("public/prices.json", published, name="prices-json"),
    path("public/grid/", published, name="grid"),
    path("public/grid/method/", published, name="grid-method"),
    path("public/grid/<str:code>/", published, name="grid-cell"),
    path("public/grid.json", published, name="grid-json"),
    path("public/grid.csv", published, name="grid-csv"),
    path("public/performance/", published, name="performance"),
    path("public/performance.csv", published, name="performance-csv"),
    path("public/performance.json", published, name="performance-json"),
    path("public/performance/months/<month:month>/", published, name="performance-month"),
    path("public/performance/months/<month:month>.csv", published, name="performance-month-csv"),
    path("public/data/", published, name="data"),
    path("public/data.json", published, name="data-json"),
]
