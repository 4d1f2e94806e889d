"""`manage.py grant_web`: the web's role in the database, which can add to what happened and not change it.

Run it as the owner of the tables, after each `migrate`. Role and password are those of `WEB_DATABASE_URL`; with the
name of a role it has no password of ours.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from environ import Env

from portal.webrole import FOR_EVER, NotAWall, grant


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default="")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        password = ""
        if not role:
            role, password = _named()
        try:
            tables = grant(role, password=password)
        except (NotAWall, DatabaseError) as wrong:
            raise CommandError(f"Nothing was changed. {wrong}") from wrong
        self.stdout.write(f"{role} may use {tables} tables, and only add to {', '.join(FOR_EVER)}")


def _named() -> tuple[str, str]:
    """Role and password of the web's own address."""
    if not settings.WEB_DATABASE_URL:
        raise CommandError("Name the role, or give the web's address as WEB_DATABASE_URL.")
    parts = Env.db_url_config(settings.WEB_DATABASE_URL)
    return str(parts["USER"]), str(parts["PASSWORD"] or "")
