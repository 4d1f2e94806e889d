"""The outbox: every message a person gets, and its proof of delivery."""

from typing import Any

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts.signals import code_issued
        from notifications import checks, copying  # noqa: F401 - they register themselves

        code_issued.connect(send_code, dispatch_uid="notifications.send_code")


def send_code(sender: Any, *, phone: str, code: str, reference: str, language: str = "zh-hans", **_more: Any) -> None:
    """The accounts room has recorded a code: it goes out at once, by SMS."""
    from django.utils import timezone

    from notifications import actions

    actions.send_code(phone, code, at=timezone.now(), reference=reference, language=language)
