"""The Celery app. It only wakes things up: what is due stands in rows, so a lost or doubled task changes nothing."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# A terminated worker lets running tasks finish for a while instead of waiting for them without end.
os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")

VISIBILITY_TIMEOUT_S = 300
TASKS_ON_ONE_CONNECTION = 500


def broker(url: str) -> str:
    """A cache address as the queue's library spells it; only unix sockets differ."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


app = Celery("portal")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=90,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_eta_task_limit=100,
    worker_soft_shutdown_timeout=30,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    visibility_timeout=VISIBILITY_TIMEOUT_S,
    result_backend_transport_options={"visibility_timeout": VISIBILITY_TIMEOUT_S},
    broker_transport_options={
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 0.5,
        "socket_keepalive": True,
        "health_check_interval": 15,
    },
    timezone="Asia/Shanghai",
    # Stock Celery closes the database connection after each task, which costs three quarters of its rate.
    CELERY_DB_REUSE_MAX=TASKS_ON_ONE_CONNECTION,
)
app.autodiscover_tasks()


@app.on_after_configure.connect
def read_settings(sender: Celery, **_: Any) -> None:
    from django.conf import settings

    sender.conf.broker_url = broker(settings.QUEUE_URL)


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Leave logging as the settings have it, so that personal data stays out of these logs too."""


@beat_init.connect
def collect_schedule(sender: Any, **_: Any) -> None:
    sender.scheduler.update_from_dict(schedule())


def schedule() -> dict[str, dict[str, Any]]:
    """Every room's `tasks.SCHEDULE`; a turn that waited as long as its interval is void, the next one does its work."""
    from importlib import import_module

    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    collected: dict[str, dict[str, Any]] = {}
    for room in apps.get_app_configs():
        if room.module is None or not module_has_submodule(room.module, "tasks"):
            continue
        for name, entry in getattr(import_module(f"{room.name}.tasks"), "SCHEDULE", {}).items():
            options = {"expires": entry["schedule"], **entry.get("options", {})}
            collected[f"{room.label}.{name}"] = {**entry, "options": options}
    return collected


@worker_process_init.connect
@task_prerun.connect
def drop_broken_connections(**_: Any) -> None:
    """What a request does at its start: a connection that the database has closed is not used again."""
    from django.db import close_old_connections

    close_old_connections()
