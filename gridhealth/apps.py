"""The network: capacity, reservations and health."""

from django.apps import AppConfig


class GridhealthConfig(AppConfig):
    name = "gridhealth"
