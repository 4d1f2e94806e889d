"""Sessions as rows, remembered for a minute in the cache; without the cache everybody goes on from the rows."""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.db import SessionStore as Rows
from redis.exceptions import RedisError

REMEMBERED_S = 60
"""Whoever signs out while the cache is away is out when it comes back, at the latest after so long."""

log = structlog.get_logger(__name__)


class SessionStore(cached_db.SessionStore):
    """Django's own asks the cache first and fails when it cannot write to it."""

    def load(self) -> dict[str, Any]:
        try:
            data = self._cache.get(self.cache_key)
        except RedisError:
            return Rows.load(self)
        if data is None:
            data = Rows.load(self)
            if self.session_key:
                self._remember(data)
        return data

    def exists(self, session_key: str | None) -> bool:
        return bool(session_key) and Rows.exists(self, session_key)

    def save(self, must_create: bool = False) -> None:
        Rows.save(self, must_create)
        self._remember(self._session)  # type: ignore[attr-defined]

    def delete(self, session_key: str | None = None) -> None:
        Rows.delete(self, session_key)
        if gone := session_key or self.session_key:
            try:
                self._cache.delete(self.cache_key_prefix + gone)
            except RedisError:
                log.warning("the cache is away; a session that ended is forgotten within a minute")

    def _remember(self, data: dict[str, Any]) -> None:
        try:
            self._cache.set(self.cache_key, data, REMEMBERED_S)
        except RedisError:
            log.warning("the cache is away; sessions are read from their rows")
