"""What the queue promises: nothing acknowledged before it is done, one interval for a schedule entry, our settings."""

import pytest
from celery.schedules import crontab

from portal.celery import app, broker, schedule


def test_a_task_is_acknowledged_only_when_it_is_done():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_the_visibility_timeout_is_the_same_in_all_three_places():
    places = [app.conf.broker_transport_options, app.conf.result_backend_transport_options]
    assert {place["visibility_timeout"] for place in places} == {app.conf.visibility_timeout}


def test_the_limit_of_a_task_is_below_the_visibility_timeout():
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < app.conf.visibility_timeout


@pytest.mark.parametrize(
    ("url", "spelt"),
    [
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
        ("unix:///run/v.sock?db=3", "redis+socket:///run/v.sock?virtual_host=3"),
        ("redis://cache:6379/1", "redis://cache:6379/1"),
    ],
)
def test_the_broker_is_spelt_as_its_library_wants_it(url, spelt):
    assert broker(url) == spelt


def test_every_entry_of_the_schedule_names_a_task_that_exists():
    app.loader.import_default_modules()
    for name, entry in schedule().items():
        assert entry["task"] in app.tasks, name


def test_a_turn_that_waited_for_its_whole_interval_is_void():
    interval = {
        name: 86_400 if isinstance(one["schedule"], crontab) else one["schedule"] for name, one in schedule().items()
    }
    assert all(entry["options"]["expires"] <= interval[name] for name, entry in schedule().items())


def test_the_broker_answers():
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1)
        assert connection.connected
