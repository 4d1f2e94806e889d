"""Who is served, where, and by whom."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import messages  # noqa: F401 - registers itself
