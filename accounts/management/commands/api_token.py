"""Prints a bearer token for the API: `manage.py api_token USERNAME` (a customer: the phone number)."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.signin.actions import welcome_customer
from accounts.signin.rules import plain_mobile


class Command(BaseCommand):
    help = "Print a bearer token for the API. Only its hash is kept, so it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="user name, or a customer's phone number")
        parser.add_argument("--create", action="store_true", help="open the account of a phone number not known yet")
        parser.add_argument("--days", type=int, default=90, help="how long the token lasts (90)")

    def handle(self, *args: Any, username: str, create: bool, days: int, **options: Any) -> None:
        now, phone = timezone.now(), plain_mobile(username)
        user = User.objects.called(phone or username)
        if user is None and phone and create:
            user = welcome_customer(phone, at=now)
        if user is None:
            hint = " Add --create to open the account." if phone else ""
            raise CommandError(f"Nobody is called that.{hint}")
        self.stdout.write(issue_token(user, at=now, life=timedelta(days=days)))
