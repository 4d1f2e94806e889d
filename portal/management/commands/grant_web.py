"""`manage.py grant_web portal_web`: the web's role in the database, which can add to what happened and not change it.

Run it as the owner of the tables, after each `migrate`. A new role has no password: `\\password portal_web` in psql.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from portal.webrole import FOR_EVER, NotAWall, grant


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        try:
            tables = grant(role)
        except (NotAWall, DatabaseError) as wrong:
            raise CommandError(f"Nothing was changed. {wrong}") from wrong
        self.stdout.write(f"{role} may use {tables} tables, and only add to {', '.join(FOR_EVER)}")
