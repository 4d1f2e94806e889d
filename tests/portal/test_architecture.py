"""What the code's own shape promises: who writes, how long a file is, what it is called, how it begins."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted({path.parent for path in ROOT.glob("*/apps.py")} | {ROOT / "portal"})
SOURCES = [path for room in ROOMS for path in room.rglob("*.py") if "migrations" not in path.parts]
TESTS = list((ROOT / "tests").rglob("*.py"))
TRANSLATORS = {"views", "api", "tasks", "forms", "serializers", "admin"}
WRITES = {
    "save", "create", "update", "delete", "get_or_create", "update_or_create",
    "bulk_create", "bulk_update", "select_for_update",
}  # fmt: skip
SAYS_NOTHING = {"services", "utils", "helpers", "managers", "common", "core", "base"}
LONGEST_FILE = 300


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(source: str) -> Iterator[tuple[int, str]]:
    """Every method called in `source`, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr


def writes(source: str) -> list[tuple[int, str]]:
    return [(line, name) for line, name in calls(source) if name in WRITES]


def test_there_is_something_to_look_at() -> None:
    assert len(ROOMS) == 10
    assert len([path for path in SOURCES if path.stem in TRANSLATORS]) > 10


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stem in TRANSLATORS], ids=named)
def test_what_translates_never_writes(path: Path) -> None:
    assert writes(path.read_text()) == []


def test_a_write_is_noticed_wherever_it_stands() -> None:
    assert writes("def view(request):\n    return Case.objects.filter(pk=1).update(stage='X')") == [(2, "update")]


def test_no_file_grows_past_what_one_can_read() -> None:
    long = {named(path) for path in [*SOURCES, *TESTS] if len(path.read_text().splitlines()) > LONGEST_FILE}
    assert long == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert {named(path) for path in SOURCES if SAYS_NOTHING & {path.stem, path.parent.name}} == set()


def test_every_module_begins_by_saying_its_job() -> None:
    filled = [path for path in [*SOURCES, *TESTS] if path.read_text().strip()]
    assert {named(path) for path in filled if not ast.get_docstring(ast.parse(path.read_text()))} == set()


SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}


def orm_signals(source: str) -> set[str]:
    """By name, or through the module that has them; `field.pre_save(row, add)` is what a field itself does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and "signals" in ast.unparse(node.value):
            names.add(node.attr)
    return names & SIGNALS


def test_no_signal_of_the_orm_runs_behind_anyones_back() -> None:
    assert {named(path) for path in SOURCES if orm_signals(path.read_text())} == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from django.db.models.signals import (\n    pre_save as before,\n)", True),
        ("@receiver(post_save)\ndef f(): ...", True),
        ("from django.db.models import signals\nsignals.post_delete.connect(f)", True),
        ("value = field.pre_save(row, add=False)", False),
    ],
)
def test_a_signal_of_the_orm_is_found_however_it_is_reached(source: str, found: bool) -> None:
    assert bool(orm_signals(source)) == found


def test_every_signal_is_listed_for_newcomers() -> None:
    declared = {
        f"{path.parent.name}.signals.{node.targets[0].id}"
        for path in SOURCES if path.stem == "signals"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }  # fmt: skip
    listed = (ROOT / "docs/house.md").read_text()
    assert {name for name in declared if f"`{name}`" not in listed} == set()
