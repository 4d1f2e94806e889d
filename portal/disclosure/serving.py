"""Serving what was published: straight from the files, before any middleware; no statement, no template."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from email.utils import formatdate, parsedate_to_datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from csp.utils import build_policy
from django.conf import settings

from portal.disclosure import store
from portal.disclosure.topics import topic_of

Environ = dict[str, Any]
Headers = tuple[tuple[str, str], ...]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
FIRST_LANGUAGE = re.compile(r"\b(zh|en)\b", re.IGNORECASE)
TYPES = {
    "html": "text/html; charset=utf-8", "geojson": "application/geo+json", "csv": "text/csv; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8", "ics": "text/calendar; charset=utf-8",
    "xml": "application/cap+xml; charset=utf-8", "json": "application/json",
}  # fmt: skip
FEEDS = TYPES.keys() - {"html"}
LOOKS = {"text_size": ("normal", "large"), "theme": ("auto", "light", "dark")}


class Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Copy(NamedTuple):
    """A file as it was read, with its fingerprint."""

    body: bytes
    packed: bytes
    etag: str
    written_at: float


class PublishedFirst:
    """WSGI: what is published is answered here; everything else goes on to the portal."""

    def __init__(self, portal: Wsgi) -> None:
        self.portal = portal

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = None if environ.get("QUERY_STRING") else answer(environ)
        if found is None:
            return self.portal(environ, start_response)
        start_response(found.status, found.headers)
        return [found.body]


def answer(environ: Environ) -> Answer | None:
    """The published sheet for this request; None where there is none, or where the portal itself must decide."""
    address = environ.get("PATH_INFO", "")
    topic = topic_of(address)
    if topic is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or _must_turn_to_tls(environ):
        return None
    is_sheet = address.endswith("/") or address.rpartition(".")[2] in FEEDS
    path = _path_of(settings.PUBLISHED_ROOT, address, language_of(environ)) if is_sheet else None
    copy = _read(path) if path else None
    if copy is None:
        return None
    if address.endswith("/"):
        return _answer(environ, worn(copy, *look_of(environ)), "html", topic.max_age_s)
    return _answer(environ, copy, address.rpartition(".")[2], topic.max_age_s)


@lru_cache(maxsize=2048)
def _path_of(root: os.PathLike[str], address: str, language: str) -> str | None:
    """`root` only tells one folder's answers from another's."""
    path = store.file_of(address, language)
    return os.fspath(path) if path else None


def _must_turn_to_tls(environ: Environ) -> bool:
    return settings.BEHIND_TLS and environ.get("HTTP_X_FORWARDED_PROTO") != "https"


def language_of(environ: Environ) -> str:
    """The reader's choice, else the first of ours that the browser names; the shipped nginx.conf decides alike."""
    chosen = cookies_of(environ).get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen[:2] if chosen in ("zh-hans", "en") else _named_first(environ.get("HTTP_ACCEPT_LANGUAGE", ""))


@lru_cache(maxsize=512)
def _named_first(languages: str) -> str:
    named = FIRST_LANGUAGE.search(languages)
    return named[1].lower() if named else "zh"


def cookies_of(environ: Environ) -> dict[str, str]:
    told = environ.get("HTTP_COOKIE", "")
    if not told:
        return {}
    pairs = (part.strip().partition("=") for part in told.split(";"))
    return {name: value for name, _equals, value in pairs}


def look_of(environ: Environ) -> tuple[str, str]:
    told = cookies_of(environ)
    if not told:
        return "normal", "auto"
    text, theme = (told.get(name, "") for name in LOOKS)
    return text if text in LOOKS["text_size"] else "normal", theme if theme in LOOKS["theme"] else "auto"


def _read(path: str) -> Copy | None:
    try:
        told = os.stat(path)  # noqa: PTH116 - this line is the price of a request
    except OSError:
        return None
    return _read_once(path, told.st_mtime_ns, told.st_ino, told.st_size)


@lru_cache(maxsize=512)
def _read_once(path: str, written_ns: int, inode: int, size: int) -> Copy | None:
    """A file is never written in place, so one that looks the same is the same."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            body = file.read()
    except OSError:
        return None
    etag = hashlib.sha256(body).hexdigest()[:20]
    return Copy(body, gzip.compress(body, 6, mtime=0), etag, written_ns / 1e9)


def worn(copy: Copy, text: str, theme: str) -> Copy:
    """The same page in the reader's text size and colours: a few words of its frame differ, nothing else."""
    return copy if (text, theme) == ("normal", "auto") else _worn(copy, text, theme)


@lru_cache(maxsize=64)
def _worn(copy: Copy, text: str, theme: str) -> Copy:
    colours = f' data-bs-theme="{theme}"' if theme != "auto" else ""
    body = copy.body.replace(b'data-text="normal"', f'data-text="{text}"{colours}'.encode(), 1)
    marked = b' rel="nofollow" aria-current="true"'
    for one in LOOKS["theme"]:
        link = re.compile(rb'(/display/theme/%s/[^"]*")%s' % (one.encode(), marked))
        body = link.sub(rb'\1 rel="nofollow"', body)
    body = re.sub(rb'(/display/theme/%s/[^"]*") rel="nofollow"' % theme.encode(), rb"\1" + marked, body)
    return Copy(body, gzip.compress(body, 3, mtime=0), f"{copy.etag}-{text}-{theme}", copy.written_at)


def _answer(environ: Environ, copy: Copy, kind: str, max_age_s: int) -> Answer:
    packs = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    etag = f'"{copy.etag}{"-gz" if packs else ""}"'
    if _has_it(environ, etag, copy.written_at):
        return Answer("304 Not Modified", list(_standing(etag, copy.written_at, kind, max_age_s)), b"")
    body = copy.packed if packs else copy.body
    headers = list(_whole(etag, copy.written_at, kind, max_age_s, packs, len(body)))
    return Answer("200 OK", headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body)


@lru_cache(maxsize=1024)
def _standing(etag: str, written_at: float, kind: str, max_age_s: int) -> Headers:
    """What is said of a copy whether it is sent or not."""
    return (
        ("ETag", etag), ("Last-Modified", formatdate(written_at, usegmt=True)),
        ("Cache-Control", f"public, max-age={max_age_s}"), *_manners(kind),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _whole(etag: str, written_at: float, kind: str, max_age_s: int, packs: bool, length: int) -> Headers:
    packed = (("Content-Encoding", "gzip"),) if packs else ()
    whole = (("Content-Type", TYPES[kind]), ("Content-Length", str(length)))
    return (*_standing(etag, written_at, kind, max_age_s), *whole, *packed)


def _has_it(environ: Environ, etag: str, written_at: float) -> bool:
    if told := environ.get("HTTP_IF_NONE_MATCH", ""):
        return etag in (one.strip().removeprefix("W/") for one in told.split(",")) or told.strip() == "*"
    told = environ.get("HTTP_IF_MODIFIED_SINCE", "")
    if not told:
        return False
    try:
        since = parsedate_to_datetime(told).timestamp()
    except ValueError:
        return False
    return int(written_at) <= since


@cache
def _manners(kind: str) -> tuple[tuple[str, str], ...]:
    """What Django's middleware would have said of a page; feeds may be read by any other site."""
    told = [
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Content-Security-Policy", build_policy()),
        ("Vary", "Accept-Encoding, Accept-Language, Cookie" if kind == "html" else "Accept-Encoding"),
    ]  # fmt: skip
    if kind != "html":
        told.append(("Access-Control-Allow-Origin", "*"))
    if settings.SECURE_HSTS_SECONDS:
        told.append(
            ("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload")
        )
    return tuple(told)
