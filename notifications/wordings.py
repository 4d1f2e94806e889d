"""Every wording we ever sent, each under its version: what somebody was told stays as it was told.

`wordings.json` holds them in all languages, the newest last; a wording's place in its list is its version. Only
`manage.py keep_wordings` writes there, and it only adds: `test_wordings` is red while a text of the code differs
from the newest one kept, or one kept before was changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

FACT = re.compile(r"%\((\w*)\)s")
FILE = Path(__file__).with_name("wordings.json")
Kept = Mapping[str, Sequence[Mapping[str, Any]]]


class Wording(NamedTuple):
    """One text in one language, with its placeholders. `sms` is the short form; empty: the body goes out."""

    subject: str
    body: str
    sms: str


@cache
def kept() -> Kept:
    """By key of the text, its versions in order: since when, the words by language, and a digest of all up to it."""
    told: Kept = json.loads(FILE.read_text("utf-8"))
    return told


def history(key: str) -> Sequence[Mapping[str, Any]]:
    return kept().get(key, ())


def find(key: str, version: int, language: str) -> Wording | None:
    versions = history(key)
    return Wording(*versions[version - 1][language]) if 0 < version <= len(versions) else None


def add(before: Kept, now: Mapping[str, Mapping[str, Wording]], *, on: date) -> Kept:
    """What was kept, and after it each text of `now` (by key and language) that nobody was sent before."""
    after = {key: list(versions) for key, versions in before.items()}
    for key in differing(before, now):
        versions = after.setdefault(key, [])
        told: dict[str, Any] = {"since": on.isoformat(), **{code: list(text) for code, text in now[key].items()}}
        versions.append({**told, "digest": _digest(versions[-1]["digest"] if versions else "", told)})
    return after


def differing(before: Kept, now: Mapping[str, Mapping[str, Wording]]) -> Iterator[str]:
    """Keys of texts that are not as the newest version kept has them."""
    for key, told in now.items():
        newest = before[key][-1] if before.get(key) else {}
        if any(newest.get(code) != list(text) for code, text in told.items()):
            yield key


def is_untranslated(told: Mapping[str, Wording]) -> bool:
    """One of its texts reads the same in two languages."""
    return any(len(set(same)) < len(same) for same in zip(*told.values(), strict=True) if all(same))


def altered(before: Kept) -> Iterator[str]:
    """Keys of texts of which a version kept was changed or left out afterwards."""
    for key, versions in before.items():
        digest = ""
        for told in versions:
            digest = _digest(digest, {name: value for name, value in told.items() if name != "digest"})
            if digest != told["digest"]:
                yield key
                break


def facts() -> Iterator[tuple[str, int, Sequence[str]]]:
    """Key, version and the facts whoever is told it has to be given, of all that was kept."""
    for key, versions in kept().items():
        for version, told in enumerate(versions, start=1):
            texts = " ".join(text for code in languages() for text in told[code])
            yield key, version, sorted(set(FACT.findall(texts)))


def _digest(before: str, told: Mapping[str, Any]) -> str:
    whole = json.dumps([before, told], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def languages() -> Sequence[str]:
    return [code for code, _name in settings.LANGUAGES]
