"""Programs come with a bearer token, of which only the hash is kept."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token, revoke_tokens
from accounts.models import ApiToken, User
from tests.accounts.conftest import PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.endpoints")]


def visit(token):
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/private/")


def printed(*args):
    out = StringIO()
    call_command("api_token", *args, stdout=out)
    return out.getvalue().strip()


def test_a_printed_token_opens_the_api(wang):
    assert visit(printed("wang")).json() == {"user": "wang"}


def test_a_customer_is_found_by_number(mei):
    assert visit(printed(PHONE)).json() == {"user": mei.username}


def test_an_unknown_number_needs_create(db):
    with pytest.raises(CommandError):
        printed("13700000000")
    assert visit(printed("13700000000", "--create")).status_code == 200


def test_the_token_itself_is_not_kept(wang):
    assert printed("wang") not in ApiToken.objects.get().digest


def test_revoked_expired_and_foreign_tokens_are_refused(wang):
    token = issue_token(wang, at=timezone.now())
    revoke_tokens(wang, at=timezone.now())
    old = issue_token(wang, at=timezone.now() - timedelta(days=91))
    assert [visit(t).status_code for t in (token, old, "pcp_nonsense", "")] == [401] * 4


def test_a_token_dies_with_its_account(wang):
    token = issue_token(wang, at=timezone.now())
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert visit(token).status_code == 401
