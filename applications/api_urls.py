"""Addresses of applications for programs."""

from django.urls import path

from applications import api
from applications.agency import api as agency
from applications.batch import api as batch
from applications.room.api import Queue
from applications.room.filing_api import FilingVerb, OneFiling

urlpatterns = [
    path("applications/", api.Applications.as_view(), name="applications"),
    path("applications/<str:number>/", api.OneApplication.as_view(), name="application"),
    path("applications/<str:number>/events/", api.Events.as_view(), name="application-events"),
    path("applications/<str:number>/clocks/", api.Clocks.as_view(), name="application-clocks"),
    path("applications/<str:number>/signing_code/", api.SigningCode.as_view(), name="application-signing-code"),
    path("applications/<str:number>/filing/", OneFiling.as_view(), name="application-filing"),
    path("applications/<str:number>/filing/<slug:verb>/", FilingVerb.as_view(), name="application-filing-verb"),
    path("applications/<str:number>/<slug:verb>/", api.ApplicationVerb.as_view(), name="application-verb"),
    path("mandates/", agency.Mandates.as_view(), name="mandates"),
    path("mandates/<int:pk>/grant/", agency.GrantMandate.as_view(), name="mandate-grant"),
    path("mandates/<int:pk>/revoke/", agency.RevokeMandate.as_view(), name="mandate-revoke"),
    path("batches/", batch.Batches.as_view(), name="batches"),
    path("batches/<str:number>/", batch.OneBatch.as_view(), name="batch"),
    path("batches/<str:number>/submit/", batch.SubmitBatch.as_view(), name="batch-submit"),
    path("queue/", Queue.as_view(), name="queue"),
]
