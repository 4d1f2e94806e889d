"""Who may sign in, what each role may do, and who looked at whose data."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
