"""The servers behind the tests and `make run`."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_postgresql_is_real_and_speaks_utf8():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int >= 180000, upper('ä') || '新县'")
        assert cursor.fetchone() == (True, "Ä新县")


def test_the_cache_answers():
    cache.set("greeting", "你好", 5)
    assert cache.get("greeting") == "你好"
