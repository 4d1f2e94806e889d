"""Prints a bearer token for the API: `manage.py api_token USERNAME` (a customer: the phone number)."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions import issue_token, revoke_tokens
from accounts.models import User
from accounts.programs.scopes import EVERYTHING
from accounts.refusals import Invalid, Refusal
from accounts.signin.actions import welcome_customer
from accounts.signin.rules import plain_mobile


class Command(BaseCommand):
    help = "Print a bearer token for the API. Only its hash is kept, so it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="user name, or a customer's phone number")
        parser.add_argument("--create", action="store_true", help="open the account of a phone number not known yet")
        parser.add_argument("--days", type=int, default=90, help="how long the token lasts (90)")
        parser.add_argument("--scope", action="append", help="read, write, read:AREA or write:AREA; may be repeated")
        parser.add_argument("--name", default="", help="by which its owner knows it again")
        parser.add_argument("--calls", type=int, default=6000, help="how many calls a minute (6000)")
        parser.add_argument("--revoke", action="store_true", help="end every token of this person instead")

    def handle(self, *args: Any, username: str, create: bool, revoke: bool, **options: Any) -> None:
        now = timezone.now()
        user = _who(username, create=create, at=now)
        if revoke:
            self.stdout.write(f"{revoke_tokens(user, at=now)} ended")
            return
        if not (1 <= options["days"] <= 3_650 and 1 <= options["calls"] <= 100_000):
            raise CommandError("Give 1 to 3650 days and 1 to 100000 calls a minute.")
        try:
            token = issue_token(
                user, at=now, life=timedelta(days=options["days"]), scopes=options["scope"] or EVERYTHING,
                name=options["name"][:60], calls_a_minute=options["calls"],
            )  # fmt: skip
        except Invalid as refusal:
            raise CommandError(str(refusal.fields["scopes"])) from None
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from None
        self.stdout.write(token)


def _who(username: str, *, create: bool, at: datetime) -> User:
    phone = plain_mobile(username)
    user = User.objects.called(phone or username)
    if user is None and phone and create:
        user = welcome_customer(phone, at=at)
    if user is None:
        hint = " Add --create to open the account." if phone else ""
        raise CommandError(f"Nobody is called that.{hint}")
    return user
