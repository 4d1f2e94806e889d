"""Who is served, where, and by whom."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"
