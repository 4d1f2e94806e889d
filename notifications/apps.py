"""The outbox: every message a person gets, and its proof of delivery."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
