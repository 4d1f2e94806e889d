"""A hint reaches the queue at once, costs half a second when there is none, and finds it again when it is back."""

from __future__ import annotations

import pytest
import redis
from celery import current_app

from connectors.hints import hint
from portal import servers
from portal.celery import broker

TASK = "notifications.tasks.relay"


@pytest.fixture
def queue(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    server = servers.valkey(tmp_path / "valkey", log=tmp_path / "valkey.log", is_durable=False)
    server.start().wait()
    monkeypatch.setattr(current_app.conf, "broker_write_url", broker(server.url))
    yield server
    server.stop()


def waiting(queue):
    return redis.from_url(queue.url).llen("celery")


def test_a_hint_is_lost_while_the_queue_is_away_and_heard_when_it_is_back(queue):
    assert hint(TASK)
    assert waiting(queue) == 1
    queue.stop()
    assert not hint(TASK)
    queue.start().wait()
    assert hint(TASK)
    assert hint(TASK)
    assert waiting(queue) == 2
