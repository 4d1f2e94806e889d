"""What every background task promises: it exists, takes ids alone, does nothing twice, and waits for nothing."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from portal.celery import app, schedule
from tests.applications.journey import MONDAY, Cast, submitted
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures

ROOMS = sorted(
    room.name for room in apps.get_app_configs() if Path(room.path).parent == Path(settings.BASE_DIR)
)  # fmt: skip
SOURCES = [
    path for room in ROOMS for path in Path(settings.BASE_DIR, room).rglob("*.py") if "migrations" not in path.parts
]
LONGEST_WAIT_S = 60
# What a run may leave behind each time: that it was here, and that it asked.
TRACES = {
    "deadlines_heartbeat",
    "connectors_connectorcall",
    "connectors_sharelog",
    "connectors_breaker",
    "portal_refresh",
}


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


def ours() -> dict[str, Any]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in ROOMS}


def test_every_entry_of_the_schedule_is_a_task_of_ours_without_arguments() -> None:
    for name, entry in schedule().items():
        assert entry["task"] in ours(), name
        assert not entry.get("args"), name
        assert not entry.get("kwargs"), name


def test_every_room_with_tasks_is_found_by_the_worker() -> None:
    with_tasks = {room for room in ROOMS if Path(settings.BASE_DIR, room, "tasks.py").exists()}
    assert {name.split(".")[0] for name in ours()} == with_tasks


def test_a_task_takes_ids_and_dates_in_words_and_nothing_else() -> None:
    for name, task in ours().items():
        kinds = {str(one.annotation) for one in inspect.signature(task.run).parameters.values()}
        assert kinds <= {"int", "str"}, name


def test_no_task_is_told_to_wait_longer_than_a_minute() -> None:
    waits = [
        (path.name, keyword.lineno)
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg in ("eta", "countdown") and not is_short(keyword.value)
    ]
    assert waits == []


def is_short(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value <= LONGEST_WAIT_S


def test_no_task_retries_by_the_queue_where_the_rows_would_do() -> None:
    assert [(path.name) for path in SOURCES if "self.retry(" in path.read_text()] == []


def tables() -> Iterator[tuple[str, list[Any]]]:
    for model in apps.get_models():
        name = model._meta.db_table
        if name.split("_")[0] in ROOMS and name not in TRACES:
            yield name, list(model._base_manager.order_by("pk").values_list())


@pytest.mark.parametrize("name", sorted(ours()))
def test_a_task_that_runs_twice_leaves_what_it_left_once(cast: Cast, simulators: Any, name: str) -> None:  # noqa: F811
    case = submitted(cast, at=MONDAY)
    task = ours()[name]
    needed = [one for one in inspect.signature(task.run).parameters.values() if one.default is one.empty]
    given = [case.documents.order_by("pk").first().pk for _one in needed]
    task(*given)
    once = dict(tables())
    task(*given)
    assert dict(tables()) == once
