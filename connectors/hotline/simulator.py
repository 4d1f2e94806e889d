"""95598 and the State Grid app as the demo and the tests meet them: they push, and keep what is published to them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from connectors.simulation import Answer, Asked, Simulator

CHINA = ZoneInfo("Asia/Shanghai")


class HotlineSimulator(Simulator):
    """`push` tells the portal; knobs say how badly. Publications are kept by kind and subject, the newest version."""

    system = "hotline"
    knobs: ClassVar[dict[str, Any]] = Simulator.knobs | {
        "callback": "", "double": False, "shuffled": False, "forged": False,
    }  # fmt: skip

    def __init__(self, callback: str = "") -> None:
        self.default_callback = callback
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.published: dict[str, dict[str, Any]] = {}
        self.calls = 0
        self.answers: list[int] = []
        self._said: dict[str, int] = {}

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) != ("POST", "/v1/publications"):
            return Answer(404, {"code": "NO_SUCH_INTERFACE"})
        told = asked.json()
        if not isinstance(told.get("told"), dict) or not told.get("subject"):
            return Answer(422, {"code": "BAD_PUBLICATION"})
        key, version = f"{told.get('kind')} {told['subject']}", told["told"].get("version", 0)
        with self.lock:
            self.calls += 1
            is_newer = version >= self.published.get(key, {}).get("version", 0)
            if is_newer:
                self.published[key] = told["told"]
        return Answer(200, {"taken": is_newer})

    def page(self, asked: Asked) -> Answer | None:
        if (asked.method, asked.path) == ("GET", "/"):
            return Answer(200, {"published": self.published, "push_answers": self.answers})
        if (asked.method, asked.path) == ("POST", "/push"):
            return Answer(200, {"answers": self.push(asked.json())})
        return None

    def word(self, ticket: str, word: str = "OPENED", **facts: Any) -> dict[str, Any]:
        """The next word about a ticket, ready to be pushed."""
        seq = self._said[ticket] = self._said.get(ticket, 0) + 1
        said_at = datetime.now(CHINA).isoformat(timespec="seconds")
        return {"ticket": ticket, "seq": seq, "word": word, "said_at": said_at, **facts}

    def push(self, *told: Mapping[str, Any]) -> list[int]:
        """Everything in one go, as the knobs have it; answers the HTTP statuses."""
        callback = self.knob("callback") or self.default_callback
        rows = list(told) * 2 if self.knob("double") else list(told)
        if self.knob("shuffled"):
            random.shuffle(rows)
        answers = [self.call_back(row, callback, is_forged=self.knob("forged")) for row in rows]
        self.answers += answers
        return answers


class AppSimulator(HotlineSimulator):
    system = "app"
