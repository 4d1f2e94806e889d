"""The calls: assess, apply, follow, outages. Waits when it is told to, and never does a thing twice."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from portal_client.shapes import Application, Assessment, Clock, Event, Outage, Problem

TRIES = 3
WORTH_WAITING = (429, 503)


class Portal:
    """`Portal("https://portal.example", token="pcp_...")`; without a token only what needs no sign-in."""

    def __init__(self, base: str, *, token: str = "", language: str = "en", timeout_s: float = 20) -> None:
        self.base, self.token, self.language, self.timeout_s = base.rstrip("/"), token, language, timeout_s

    def assess(self, **wish: Any) -> Assessment:
        """What a supply would mean, before anybody applies."""
        return Assessment.of(self.call("POST", "assessments/", wish))

    def apply(self, answers: dict[str, Any], *, key: str = "") -> Application:
        """Open a draft and submit it with the customer's consent. The same `key` applies once."""
        key = key or uuid.uuid4().hex
        draft = self.call("POST", "applications/", answers, key=f"{key}-draft")
        return self.act(draft["number"], "submit", {"consent": True}, key=f"{key}-submit")

    def act(self, number: str, verb: str, given: dict[str, Any] | None = None, *, key: str = "") -> Application:
        """Use one of the verbs that `actions` lists."""
        return Application.of(self.call("POST", f"applications/{number}/{verb}/", given or {}, key=key))

    def application(self, number: str) -> Application:
        return Application.of(self.call("GET", f"applications/{number}/"))

    def applications(self) -> Iterator[Application]:
        return map(Application.of, self.pages("applications/"))

    def events(self, number: str) -> Iterator[Event]:
        return map(Event.of, self.pages(f"applications/{number}/events/"))

    def clocks(self, number: str) -> Iterator[Clock]:
        return map(Clock.of, self.pages(f"applications/{number}/clocks/"))

    def outages(self) -> Iterator[Outage]:
        return map(Outage.of, self.pages("outages/"))

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page; only pages of the same portal are followed."""
        url: str | None = f"{self.base}/api/v1/{path}?{urlencode({'page_size': 100, **query})}"
        while url:
            if urlsplit(url).netloc != urlsplit(self.base).netloc:
                raise ValueError(f"a list that leads elsewhere: {url}")
            page = self._asked("GET", url, None, "")
            yield from page["results"]
            url = page["next"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        key = key or (uuid.uuid4().hex if method == "POST" else "")
        return self._asked(method, urljoin(f"{self.base}/api/v1/", path), body, key)

    def _asked(self, method: str, url: str, body: dict[str, Any] | None, key: str) -> Any:
        for left in reversed(range(TRIES)):
            try:
                return self._sent(method, url, body, key)
            except urllib.error.HTTPError as refused:
                wait_s = float(refused.headers.get("Retry-After") or 0)
                if refused.code not in WORTH_WAITING or not left:
                    raise Problem(refused.code, _json(refused.read())) from None
                time.sleep(min(wait_s, 60))
        raise AssertionError("unreachable")

    def _sent(self, method: str, url: str, body: dict[str, Any] | None, key: str) -> Any:
        headers = {"Accept": "application/json", "Accept-Language": self.language}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - the portal's own address
        with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:  # noqa: S310
            return _json(answer.read())


def _json(text: bytes) -> Any:
    try:
        return json.loads(text) if text else {}
    except ValueError:
        return {"detail": text[:200].decode(errors="replace")}
