"""Addresses of the inbox and of the SMS operator's callback."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/open/", views.open_all, name="open-all-messages"),
    path("messages/<int:pk>/open/", views.open_message, name="open-message"),
    path("connect/sms/receipts/", views.sms_receipt, name="sms-receipts"),
]
