"""Who may sign in, what each role may do, and who looked at whose data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import logs  # noqa: F401
        from accounts.programs import scheme  # noqa: F401

        logs.configure()
