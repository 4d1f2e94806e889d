"""Who is meant by an @ in a note. Text and names in, people out; nothing is read or written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

# An @ inside a word is an e-mail address.
AT = re.compile(r"(?<![A-Za-z0-9_.])[@＠]")  # noqa: RUF001 - the wide sign of Chinese keyboards
WORD = re.compile(r"[\w.-]{1,20}")


class Mentions(NamedTuple):
    people: tuple[Any, ...]
    unknown: tuple[str, ...]


def mentioned(text: str, officers: Iterable[Any]) -> Mentions:
    """Everybody after an @, by duty name or user name, the longest name first; and what is nobody's name."""
    names: dict[str, list[Any]] = {}
    for officer in officers:
        for name in {str(officer), officer.username}:
            names.setdefault(name.lower(), []).append(officer)
    longest_first = sorted(names, key=len, reverse=True)
    people: dict[int, Any] = {}
    unknown = []
    for sign in AT.finditer(text):
        rest = text[sign.end() :]
        found = next((name for name in longest_first if rest.lower().startswith(name)), "")
        people |= {officer.pk: officer for officer in names.get(found, [])}
        if not found:
            word = WORD.match(rest)
            unknown.append(word.group() if word else "")
    return Mentions(tuple(people.values()), tuple(unknown))
