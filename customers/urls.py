"""Addresses of the pages about who serves whom."""

from django.urls import include, path

from customers.demands import hotline
from customers.demands import views as demands
from customers.serving import follow_ups, views
from customers.visits import views as visits
from customers.wishes import views as wishes

serving = [
    path("managers/", views.managers, name="list"),
    path("managers/<int:pk>/leave/", views.leave, name="leave"),
    path("managers/<int:pk>/back/", views.back, name="back"),
    path("managers/chiefs/<int:pk>/", views.chief_absence, name="chief"),
]
seen_to = [
    path("follow-ups/", follow_ups.follow_ups, name="list"),
    path("follow-ups/<int:pk>/", follow_ups.follow_up, name="one"),
]
asked = [
    path("demands/", demands.demands, name="list"),
    path("demands/new/", demands.new, name="new"),
    path("demands/<str:number>/", demands.one, name="one"),
    path("demands/<str:number>/<slug:verb>/", demands.verb, name="verb"),
]
visited = [
    path("customer-visits/", visits.visits, name="list"),
    path("customer-visits/important/", visits.coverage, name="coverage"),
    path("customer-visits/new/", visits.new, name="new"),
    path("customer-visits/of/<int:pk>/", visits.of, name="of"),
    path("customer-visits/<int:pk>/", visits.one, name="one"),
    path("customer-visits/<int:pk>/record/", visits.record, name="record"),
    path("customer-visits/<int:pk>/cancel/", visits.cancel, name="cancel"),
    path("customer-visits/<int:pk>/word/", visits.word, name="word"),
]
wished = [
    path("energy-services/", wishes.wish, name="mine"),
    path("energy-services/take-back/", wishes.take_back, name="take-back"),
    path("energy-services/wishes/", wishes.wishes, name="list"),
    path("energy-services/wishes/<int:pk>/", wishes.contacted, name="contact"),
]
urlpatterns = [
    path("", include((wished, "wishes"))),
    path("", include((visited, "customer-visits"))),
    path("", include((serving, "managers"))),
    path("", include((seen_to, "follow-ups"))),
    path("", include((asked, "demands"))),
    path("connect/hotline/demands/", hotline.push, name="hotline-demands"),
]
