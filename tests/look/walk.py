"""Which pages there are for whom, found by following links, and what a real browser has against each of them."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from tests.chromium import faults_of

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
# What changes only how pages look, what ends the session, and what is no page.
ELSEWHERE = ("/display/", "/language/", "/static/", "/sign-out/", "/i18n/", "/administration/", "/api/schema/")


class Reader(NamedTuple):
    """Somebody's screen."""

    language: str
    width: int
    theme: str


class Page(NamedTuple):
    """One page of a kind, as one person sees it; `kind` is the address's name, with the verb where it has one."""

    kind: str
    path: str
    who: str


def kind_of(path: str) -> str:
    """Pages that differ only by a number or a filter are one kind of page."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    return " ".join([found.view_name, *(str(found.kwargs[name]) for name in ("verb", "page") if name in found.kwargs)])


def client_of(person: User | None) -> Client:
    web = Client()
    if person is not None:
        web.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return web


def pages_for(who: str, person: User | None, begin: Iterable[str], *, each: int = 1) -> Iterator[Page]:
    """Every kind of page this person comes to by following links from `begin`; at most `each` of a kind."""
    web, todo, known, seen = client_of(person), deque(begin), set[str](), Counter[str]()
    while todo:
        path = todo.popleft().replace("&amp;", "&")
        kind = kind_of(path)
        if not kind or path in known or seen[kind] >= each or path.startswith(ELSEWHERE):
            continue
        known.add(path)
        answer = web.get(path)
        if answer.status_code == 302:
            todo.append(answer["Location"])
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        seen[kind] += 1
        yield Page(kind, path, who)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        todo += LINK.findall(body.decode())


def one_of_each(pages: Iterable[Page], *, each: int = 1) -> list[Page]:
    """At most `each` of a kind, of different people where there are some."""
    kept: dict[str, list[Page]] = {}
    for page in pages:
        so_far = kept.setdefault(page.kind, [])
        if len(so_far) < each and page.who not in {one.who for one in so_far}:
            so_far.append(page)
    return [page for pages in kept.values() for page in pages]


class Browsers:
    """One window for each person and screen, signed in already."""

    def __init__(self, browser: Any, base: str, people: dict[str, User | None]) -> None:
        self.browser, self.base, self.people = browser, base, people
        self.open: dict[tuple[str, Reader], Any] = {}

    def window(self, who: str, reader: Reader) -> Any:
        if (who, reader) not in self.open:
            context = self.browser.new_context(
                viewport={"width": reader.width, "height": 844}, color_scheme=reader.theme, base_url=self.base
            )
            cookies = {"django_language": reader.language}
            if (person := self.people[who]) is not None:
                cookies[settings.SESSION_COOKIE_NAME] = client_of(person).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in cookies.items()])
            page = context.new_page()
            page.complaints = []
            page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            self.open[who, reader] = page
        return self.open[who, reader]

    def close(self) -> None:
        for page in self.open.values():
            page.context.close()

    def faults(self, page: Page, reader: Reader) -> list[str]:
        """What is wrong with this page on this screen, each in one line."""
        window = self.window(page.who, reader)
        window.complaints.clear()
        status = window.goto(page.path).status
        found = [] if status == 200 else [f"answers {status}"]
        wider = window.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"is {wider} px wider than the screen"] if wider > 0 else []
        found += faults_of(window)
        found += [f"the browser complains: {line[:160]}" for line in window.complaints]
        return [f"{page.path} ({page.who}, {', '.join(map(str, reader))}) {fault}" for fault in found]
