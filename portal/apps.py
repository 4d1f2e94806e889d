"""The front door as an application of Django: it listens to the floors below for what the public pages show."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal.dashboards.week import messages  # noqa: F401 - it registers what supervisors are told
        from portal.disclosure import news

        news.listen()
