"""What a token may do, as a list of words: `read`, `write`, or one of them for one area (`read:grid`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.programs.document import TAGS
from accounts.refusals import Invalid

READING = frozenset({"GET", "HEAD", "OPTIONS"})
ROOT = "/api/v1/"
AREAS = frozenset(TAGS)
EVERYTHING = ("read", "write")


def everything() -> list[str]:
    return list(EVERYTHING)


def area_of(path: str) -> str:
    """The first part of an address behind /api/v1/."""
    return path.removeprefix(ROOT).partition("/")[0] if path.startswith(ROOT) else ""


def allows(scopes: Iterable[str], *, method: str, area: str) -> bool:
    """Whoever may write may read what he writes."""
    kinds = ("read", "write") if method in READING else ("write",)
    wanted = {word for kind in kinds for word in (kind, f"{kind}:{area}")}
    return not wanted.isdisjoint(scopes)


def is_known(scope: str) -> bool:
    kind, _colon, area = scope.partition(":")
    return kind in EVERYTHING and (scope == kind or area in AREAS)


def in_words(scope: str) -> str:
    """For a page; the area keeps its name, by which the reference lists it."""
    kind, _colon, area = scope.partition(":")
    said = str(_("Only look") if kind == "read" else _("Look and act"))
    return f"{said} ({area})" if area else said


def checked(scopes: Iterable[str]) -> list[str]:
    """The same words in order, each once; one that is not known would open nothing and is refused."""
    found = sorted(set(scopes))
    unknown = [scope for scope in found if not is_known(scope)]
    if unknown or not found:
        areas = ", ".join(sorted(AREAS))
        sentence = _("Give read or write, alone or for one area, such as read:grid. Areas: %(areas)s.")
        raise Invalid({"scopes": [sentence % {"areas": areas}]})
    return found
