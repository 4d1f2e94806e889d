"""What happened in a case and what is due: events, workdays, clocks, pauses."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        from deadlines import messages  # noqa: F401
