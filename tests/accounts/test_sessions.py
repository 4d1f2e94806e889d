"""Who is signed in stays so without the cache, and who has signed out is out."""

from __future__ import annotations

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from accounts.sessions import REMEMBERED_S, SessionStore

pytestmark = pytest.mark.django_db
NOBODY = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}


def test_whoever_is_signed_in_is_served_without_the_cache(client: Client, mei) -> None:
    client.force_login(mei)
    with override_settings(CACHES=NOBODY):
        assert client.get("/applications/").status_code == 200
        client.post("/sign-out/")
        assert client.get("/applications/").status_code == 302


def test_people_sign_in_without_the_cache(client: Client, mei) -> None:
    with override_settings(CACHES=NOBODY):
        client.force_login(mei)
        assert client.get("/applications/").status_code == 200


def test_what_the_cache_has_forgotten_is_read_from_the_row(client: Client, mei) -> None:
    client.force_login(mei)
    cache.clear()
    assert client.get("/applications/").status_code == 200


def test_a_session_is_remembered_for_a_minute_at_most(client: Client, mei) -> None:
    """So that one which ended while the cache was away does not live on in it."""
    client.force_login(mei)
    client.get("/applications/")
    store = SessionStore(client.cookies["sessionid"].value)
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        assert 0 < valkey.ttl(cache.make_key(store.cache_key)) <= REMEMBERED_S


def test_a_session_that_has_ended_is_gone_from_both(client: Client, mei) -> None:
    client.force_login(mei)
    store = SessionStore(client.cookies["sessionid"].value)
    store.delete()
    assert SessionStore(store.session_key).load() == {}
