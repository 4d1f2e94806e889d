"""What somebody was told stays as it was told, however often its text is written anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import gettext_lazy, override

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from notifications import by_sms, templates, wordings
from notifications.checks import every_wording_is_kept
from tests.notifications.cast import AT, person, sms_of, tell

KEY = "manager-leave"  # any text of ours that also goes out by SMS
NEW = "They have been inspected and accepted."
FACTS = {"number": "XC1"}


def found() -> set[tuple[str, str]]:
    """What the check says, without the texts that only tests register."""
    told = every_wording_is_kept()
    return {(str(one.obj), str(one.id)) for one in told if not str(one.obj).startswith("test-")}


def test_every_text_of_ours_is_kept_as_it_is_sent_and_none_was_changed_afterwards() -> None:
    assert found() == set()


@pytest.fixture
def rewritten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A text got other words in the code; what is kept is a copy that may be written to."""
    monkeypatch.setattr(wordings, "FILE", Path(shutil.copy(wordings.FILE, tmp_path)))
    wordings.kept.cache_clear()
    kind = templates.find(KEY)
    for key in [key for key in templates._registry if key.startswith("test-")]:
        monkeypatch.delitem(templates._registry, key)
    changed = templates.Template(KEY, kind.subject, gettext_lazy(NEW), kind.purpose, kind.channels)
    monkeypatch.setitem(templates._registry, KEY, changed)
    yield wordings.FILE
    monkeypatch.undo()
    wordings.kept.cache_clear()


def keep() -> None:
    call_command("keep_wordings", verbosity=0)
    wordings.kept.cache_clear()


def test_other_words_without_a_new_version_are_found(rewritten: Path) -> None:
    assert found() == {(KEY, "notifications.E006")}
    keep()
    assert found() == set()


def test_words_without_their_chinese_are_not_kept(rewritten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = templates.find(KEY)
    bare = templates.Template(KEY, kind.subject, "Nobody put this into Chinese.", kind.purpose, kind.channels)
    monkeypatch.setitem(templates._registry, KEY, bare)
    with pytest.raises(CommandError, match=KEY):
        keep()


def test_words_somebody_was_told_cannot_be_changed_where_they_are_kept(rewritten: Path) -> None:
    keep()
    told = json.loads(rewritten.read_text("utf-8"))
    told[KEY][0]["zh-hans"][1] = "我们从没这样说过。"
    rewritten.write_text(json.dumps(told), "utf-8")
    wordings.kept.cache_clear()
    assert found() == {(KEY, "notifications.E007")}


@pytest.fixture
def alice(db: None) -> User:
    return person()


def bodies(alice: User) -> list[str]:
    rows = alice.notices.order_by("id")
    return [templates.show(row.template, row.version, row.context, language="zh-hans").body for row in rows]


def test_a_message_keeps_its_words_and_the_next_has_the_new_ones(rewritten: Path, alice: User) -> None:
    before = tell(alice, template=KEY, dedup="1", at=AT, **FACTS)
    old = bodies(alice)[0]
    keep()
    after = tell(alice, template=KEY, dedup="2", at=AT, **FACTS)
    assert (before.version, after.version) == (1, 2)
    with override("zh-hans"):
        assert bodies(alice) == [old, str(gettext_lazy(NEW))]
    assert old in by_sms._text(sms_of(before))  # one that waited over the release goes out as it was written


def test_the_list_of_texts_shows_what_was_said_before(rewritten: Path, db: None) -> None:
    keep()
    client = Client()
    officer = person("officer", "", is_staff=True)
    grant_role(officer, Role.INTAKE, at=AT, by=None)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/messages/texts/").content.decode()
    assert "Earlier wordings" in page or "以前的写法" in page
