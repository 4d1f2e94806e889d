"""What happened in a case and what is due: events, workdays, clocks, pauses."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
