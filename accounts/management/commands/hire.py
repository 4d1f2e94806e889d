"""Opens a staff account, or gives one more role: `manage.py hire USERNAME NAME --role manager`."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions import grant_role, hire
from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role


class Command(BaseCommand):
    help = "Open a staff account with a role. The authenticator app is bound at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--role", action="append", required=True, choices=Role.values)
        parser.add_argument("--department", default="", help="of a government approver")

    def handle(self, *args: Any, username: str, name: str, role: list[str], department: str, **options: Any) -> None:
        now, user = timezone.now(), User.objects.filter(username=username).first()
        if user is None:
            password = secrets.token_urlsafe(12)
            user = hire(username, name=name, at=now, password=password)
            self.stdout.write(f"Password of {username}, shown this once: {password}")
        try:
            for value in role:
                grant_role(user, Role(value), at=now, by=None, department=department)
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
