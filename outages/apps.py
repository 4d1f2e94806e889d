"""Planned and fault outages."""

from django.apps import AppConfig


class OutagesConfig(AppConfig):
    name = "outages"

    def ready(self) -> None:
        from outages.faults import messages, news  # noqa: F401
        from outages.outward import pass_on
        from outages.planned import messages as announced  # noqa: F401
        from outages.signals import outage_changed

        outage_changed.connect(pass_on, dispatch_uid="outages.pass_on")
