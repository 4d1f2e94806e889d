"""Government side: undertaking filings and parallel permits."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self) -> None:
        from approvals import messages, news  # noqa: F401

        post_migrate.connect(define_permits, sender=self, dispatch_uid="approvals.define_permits")


def define_permits(sender: Any, apps: Any = None, **_more: Any) -> None:
    """An empty database gets the permits the law knows; what stands there stays. Half-way up it waits."""
    from approvals.actions import define_shipped

    known = (apps or sender.apps).all_models["approvals"].get("permitdefinition")
    if known is not None and any(field.name == "further_fields" for field in known._meta.get_fields()):
        define_shipped()
