"""One power-connection application, from draft to energised."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        from applications import copying, messages, news  # noqa: F401
