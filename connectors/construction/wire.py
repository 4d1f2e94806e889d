"""What the approval platform says of a permit; anything else is garbage and moves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_NEWS = 50


class Word(StrEnum):
    CORRECTION = "CORRECTION"
    GRANT = "GRANT"
    REFUSAL = "REFUSAL"
    RECEIPT = "RECEIPT"  # of a filing: `document_no` is the number on it


WITHOUT_TEXT = frozenset({Word.GRANT, Word.RECEIPT})


class Garbage(ValueError):
    """Not what was agreed with the operator."""


@dataclass(frozen=True, slots=True)
class News:
    """One word of an authority. The platform numbers its words on a permit or a filing from one, without gaps."""

    id: str
    reference: str
    seq: int
    word: Word
    document_no: str = ""
    text: str = ""


def parse(row: Any) -> News:
    """One piece of news. Raises Garbage when any of it is not as agreed."""
    if not isinstance(row, dict) or row.get("word") not in set(Word):
        raise Garbage("word")
    seq = row.get("seq")
    if type(seq) is not int or not 0 < seq < 1000:
        raise Garbage("seq")
    word = Word(row["word"])
    return News(
        _text(row, "id", 80), _text(row, "reference", 40), seq, word,
        _text(row, "document_no", 80, is_needed=word is not Word.CORRECTION),
        _text(row, "text", 2000, is_needed=word not in WITHOUT_TEXT),
    )  # fmt: skip


def parse_all(body: Mapping[str, Any]) -> tuple[News, ...]:
    rows = body.get("news")
    if not isinstance(rows, list) or len(rows) > MOST_NEWS:
        raise Garbage("news")
    return tuple(parse(row) for row in rows)


def _text(row: Mapping[str, Any], name: str, longest: int, *, is_needed: bool = True) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\x00" in value or (is_needed and not value.strip()):
        raise Garbage(name)
    return value.strip()
