"""Addresses of the officers' page of leases. A customer's lease stands on the page of the application."""

from django.urls import path

from applications.lease import views

app_name = "lease"
urlpatterns = [
    path("leases/", views.leases, name="list"),
    path("leases/stock/<int:pk>/mend/", views.mend, name="mend"),
]
