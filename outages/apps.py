"""Planned and fault outages."""

from django.apps import AppConfig


class OutagesConfig(AppConfig):
    name = "outages"

    def ready(self) -> None:
        from outages.faults import messages, news  # noqa: F401
        from outages.planned import messages as announced  # noqa: F401
