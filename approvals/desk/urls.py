"""Addresses of the approver's desk."""

from django.urls import path

from approvals.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/", views.desk, name="list"),
    path("desk/next/", views.take_next, name="next"),
    path("desk/bulk/", views.bulk, name="bulk"),
    path("desk/<int:pk>/", views.permit, name="permit"),
    path("desk/<int:pk>/package.pdf", views.package, name="package"),
    path("desk/<int:pk>/papers/<int:number>/", views.paper, name="paper"),
    path("desk/<int:pk>/<slug:verb>/", views.permit_verb, name="verb"),
]
