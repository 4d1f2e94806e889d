"""The outbox: every message a person gets, and its proof of delivery."""

from typing import Any

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts.signals import code_issued, door_changed
        from notifications import checks, copying  # noqa: F401 - they register themselves

        code_issued.connect(send_code, dispatch_uid="notifications.send_code")
        door_changed.connect(warn_of_door, dispatch_uid="notifications.warn_of_door")


def send_code(
    sender: Any, *, phone: str, code: str, purpose: str, reference: str, language: str = "zh-hans", **_more: Any
) -> None:
    """The accounts room has recorded a code: it goes out at once, by SMS, and says what it is for."""
    from django.utils import timezone

    from notifications import actions

    actions.send_code(phone, code, purpose=purpose, at=timezone.now(), reference=reference, language=language)


def warn_of_door(sender: Any, *, identity: Any, is_linked: bool, at: Any, **_more: Any) -> None:
    """Whoever did not do this must hear of it, also by telephone."""
    from notifications import actions

    actions.queue(
        f"door-{identity.door}-{'linked' if is_linked else 'unlinked'}", to=identity.user, about="", url="/my-data/",
        at=at, dedup=f"door:{identity.pk}:{is_linked}",
    )  # fmt: skip
