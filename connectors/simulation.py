"""What all simulators of outside systems share: signed questions, answers, and knobs that spoil them."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from connectors.choices import Verdict
from connectors.signing import NONCE, judge, sign
from sealing import INTERNATIONAL


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; `path` is below the system's own address, `target` is what was signed."""

    method: str
    path: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. Status 0 drops the connection without a word."""

    status: int
    body: Any = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False).encode()


DROPPED = Answer(0)


class Simulator:
    """One outside system. Subclasses answer; the knobs decide how well they feel today."""

    system: ClassVar[str]
    knobs: ClassVar[dict[str, Any]] = {
        "delay_s": 0.0,
        "down": False,
        "error_rate": 0.0,
        "too_many_rate": 0.0,
        "garbage": False,
        "redirect": False,
    }

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self._turned: dict[str, Any] = {}
        self._nonces: set[str] = set()
        self._random = random.Random(self.system)  # noqa: S311 - repeatable trouble, not a secret

    def load(self) -> None:
        """What the demo finds there; tests begin with nothing."""

    def knob(self, name: str) -> Any:
        return self._turned.get(name, self.knobs[name])

    def turn(self, changes: Mapping[str, Any]) -> None:
        """Set knobs; an unknown one or one of another type is refused with ValueError."""
        for name, value in changes.items():
            default = self.knobs.get(name)
            is_number = isinstance(default, float) and isinstance(value, int | float)
            if default is None or not (is_number or type(value) is type(default)):
                raise ValueError(name)
        self._turned |= changes

    def state(self) -> dict[str, Any]:
        return {name: self.knob(name) for name in self.knobs}

    def page(self, asked: Asked) -> Answer | None:
        """Something for people and tests to look at, unsigned; None when the path is for machines."""
        return None

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def respond(self, asked: Asked) -> Answer:
        """The whole way of a machine's request: mood first, then the signature, then the matter."""
        time.sleep(self.knob("delay_s"))
        if spoilt := self._mood():
            return spoilt
        if not self._is_genuine(asked):
            return Answer(401, {"code": "BAD_SIGNATURE"})
        return self.answer(asked)

    def _mood(self) -> Answer | None:
        if self.knob("down"):
            return DROPPED
        if self.chance("error_rate"):
            return Answer(503, "<html>service unavailable</html>", "text/html")
        if self.chance("too_many_rate"):
            return Answer(429, {"code": "TOO_MANY"})
        if self.knob("redirect"):
            return Answer(302, "", headers={"Location": "http://169.254.169.254/latest/"})
        return Answer(200, '{"licences": [{"kind": 1,', "application/json") if self.knob("garbage") else None

    def chance(self, knob: str) -> bool:
        with self.lock:
            return self._random.random() < float(self.knob(knob))

    def call_back(self, told: Mapping[str, Any], callback: str, *, is_forged: bool) -> int:
        """Post signed news to the portal; answers the HTTP status, 0 when nobody answered."""
        body = json.dumps(told, ensure_ascii=False).encode()
        secret = "somebody else" if is_forged else self.secret()
        headers = sign(secret, "POST", urlsplit(callback).path, body, now_s=int(time.time()), suite=self.suite())
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            callback, data=body, headers=headers | {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def secret(self) -> str:
        return str(settings.CONNECTORS[self.system]["secret"])

    def suite(self) -> str:
        return str(settings.CONNECTORS[self.system].get("suite", INTERNATIONAL))

    def _is_genuine(self, asked: Asked) -> bool:
        verdict = judge(
            self.secret(), asked.method, asked.target, asked.body, asked.headers, now_s=int(time.time()),
            suite=self.suite(),
        )  # fmt: skip
        with self.lock:
            is_new = asked.headers.get(NONCE) not in self._nonces
            self._nonces.add(asked.headers.get(NONCE) or "")
        return verdict is Verdict.GENUINE and is_new
