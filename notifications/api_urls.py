"""Addresses of news to programs."""

from django.urls import path

from notifications.webhooks import api

urlpatterns = [
    path("webhooks/", api.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<int:pk>/", api.OneWebhook.as_view(), name="webhook"),
    path("webhooks/<int:pk>/ping/", api.Ping.as_view(), name="webhook-ping"),
    path("webhooks/<int:pk>/deliveries/", api.Pushes.as_view(), name="webhook-deliveries"),
    path("webhooks/<int:pk>/deliveries/<int:push>/again/", api.PushAgain.as_view(), name="api-webhook-again"),
]
