"""Who is served, where, and by whom."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import copying, deputies, messages, precedence  # noqa: F401 - they register themselves
        from customers.demands import hearing  # noqa: F401
