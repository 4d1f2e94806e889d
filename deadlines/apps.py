"""What happened in a case and what is due: events, workdays, clocks, pauses."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        from deadlines import messages  # noqa: F401 - registers itself
        from deadlines.proposals import actions, calendar, models

        actions.register(models.ProposalKind.CALENDAR, calendar.apply)

        post_migrate.connect(fill_the_calendar, sender=self, dispatch_uid="deadlines.fill_the_calendar")


def fill_the_calendar(sender: Any, apps: Any = None, **_more: Any) -> None:
    """A database that was just made, or emptied, has no calendar yet. Half-way through the migrations it waits."""
    from django.utils import timezone

    from deadlines.loading import load_shipped

    known = (apps or sender.apps).all_models["deadlines"].get("calendaryear")
    if known is not None and any(field.name == "fingerprint" for field in known._meta.get_fields()):
        load_shipped(at=timezone.now())
