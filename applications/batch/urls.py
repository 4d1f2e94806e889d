"""Addresses of the pages of a batch."""

from django.urls import path

from applications.batch import views

app_name = "batch"
urlpatterns = [
    path("batches/", views.batches, name="list"),
    path("batches/template/csv/", views.template, {"kind": "csv"}, name="template-csv"),
    path("batches/template/xlsx/", views.template, {"kind": "xlsx"}, name="template-xlsx"),
    path("batches/<str:number>/", views.one, name="one"),
    path("batches/<str:number>/submit/", views.submit, name="submit"),
    path("batches/<str:number>/mend/", views.mend, name="mend"),
    path("batches/<str:number>/discard/", views.discard, name="discard"),
    path("batches/<str:number>/faults/", views.faults, name="faults"),
]
