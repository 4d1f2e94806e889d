"""Planned and fault outages."""

from django.apps import AppConfig


class OutagesConfig(AppConfig):
    name = "outages"

    def ready(self) -> None:
        from outages.planned import messages  # noqa: F401
