"""A backup is worth what its restore proves: everything is there, whole, and opens with the keys of this place."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from accounts.signin.actions import welcome_customer
from portal.backups import actions
from portal.backups.manifest import Damaged
from portal.servers import postgres_binaries
from portal.webrole import grant
from tests.deadlines.cast import case
from tests.deadlines.test_events import event

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def backup(tmp_path: Path, settings: Any) -> Path:
    """Of a case with three events, a customer whose phone is sealed, a photo, and rights of a role that has gone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "photos").mkdir(parents=True)
    (settings.MEDIA_ROOT / "photos/pole.jpg").write_bytes(b"not really a picture")
    welcome_customer("13800001111", at=NIGHT)
    timeline = case()
    for stage in "ABC":
        event(timeline, stage)
    grant(role := f"gone_from_{connection.settings_dict['NAME']}")
    place = actions.take(tmp_path / "backups", at=NIGHT, say=str)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')
    return place


def databases() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{actions.SCRATCH}%"])
        return [name for (name,) in cursor.fetchall()]


def change(backup: Path, **told: Any) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **told}))


def test_what_was_copied_comes_back_whole_and_nothing_stays_behind(backup: Path) -> None:
    welcome_customer("13800002222", at=NIGHT)  # after the backup: not in it, and no fault of it
    said = StringIO()
    call_command("restore_drill", str(backup.parent), stdout=said)
    assert "3 events in 1 chains, 1 papers" in said.getvalue()
    assert "did not when it was made: moves-do-not-join." in said.getvalue()  # three events, each from nowhere
    assert databases() == []
    assert User.objects.with_phone("13800002222").exists()


def test_nobody_else_may_read_it_and_no_key_and_no_phone_stands_in_it(backup: Path, settings: Any) -> None:
    assert oct(backup.stat().st_mode)[-3:] == "700"
    assert {oct(path.stat().st_mode)[-3:] for path in backup.iterdir()} == {"600"}
    key = next(iter(settings.DATA_KEYS.values()))
    plain = b"".join(path.read_bytes() for path in backup.iterdir())
    assert key.encode() not in plain
    assert b"13800001111" not in plain


@pytest.mark.parametrize("name", ["database.dump", "media.tar.gz"])
def test_a_file_that_changed_is_named_before_anything_is_restored(backup: Path, name: str) -> None:
    with (backup / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(CommandError, match=f"would not have helped: {name}"):
        call_command("restore_drill", str(backup))
    (backup / name).unlink()
    with pytest.raises(CommandError, match=f"{name} is missing"):
        call_command("restore_drill", str(backup))


def test_a_table_that_came_back_short_is_named(backup: Path) -> None:
    rows = json.loads((backup / "manifest.json").read_text())["rows"]
    change(backup, rows={**rows, "deadlines_event": rows["deadlines_event"] + 1})
    with pytest.raises(Damaged, match="deadlines_event has 3 rows instead of 4"):
        actions.drill(backup, say=str)
    assert databases() == []


def test_without_its_keys_it_would_not_have_helped(backup: Path, settings: Any) -> None:
    settings.DATA_KEYS = {"another": next(iter(settings.DATA_KEYS.values()))}
    with pytest.raises(Damaged, match="the keys of this place do not open"):
        actions.drill(backup, say=str)


def test_an_empty_folder_and_a_foreign_one_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no backup in"):
        call_command("restore_drill", str(tmp_path))
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore_drill", str(tmp_path))


def test_the_programs_are_those_of_the_servers_version() -> None:
    assert (postgres_binaries(for_others=False) / "pg_dump").exists()
