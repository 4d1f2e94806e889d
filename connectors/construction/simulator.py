"""The approval platform as the demo and the tests meet it; knobs say what it decides and how badly it tells."""

from __future__ import annotations

import base64
import hashlib
import random
import threading
from typing import Any

from connectors.simulation import Answer, Asked, Simulator

WORDS = {
    "GRANT": {"document_no": "准予(演示){n}号"},
    "REFUSAL": {"document_no": "不予(演示){n}号", "text": "路由穿越古树保护范围(演示)"},
    "CORRECTION": {"text": "请补充1:500路由图(演示)"},
    "RECEIPT": {"document_no": "备案回执(演示){n}号"},
}


class ConstructionSimulator(Simulator):
    """Takes packages and filings, numbers them, and says what its knobs tell it, as lists parted by blanks."""

    system = "construction"
    knobs = Simulator.knobs | {
        "says": "", "says_of_filings": "RECEIPT", "callback": "", "double": False, "shuffled": False,
        "forged": False, "quiet": False,
    }  # fmt: skip

    def __init__(self, callback: str = "") -> None:
        self.default_callback = callback
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.packages: dict[str, dict[str, Any]] = {}
        self.news: dict[str, list[dict[str, Any]]] = {}
        self.answers: list[int] = []

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) == ("POST", "/v1/permits"):
            return self._take(asked.json())
        if (asked.method, asked.path) == ("POST", "/v1/filings"):
            return self._file(asked.json())
        parts = asked.path.strip("/").split("/")
        if asked.method == "GET" and len(parts) == 4 and parts[3] == "news":
            return self._since(parts[2], int(asked.query.get("after", "0")))
        return Answer(404, {"code": "NO_SUCH_INTERFACE"})

    def page(self, asked: Asked) -> Answer | None:
        if (asked.method, asked.path) == ("GET", "/"):
            return Answer(200, {"packages": self.packages, "news": self.news, "callback_answers": self.answers})
        return None

    def _take(self, body: dict[str, Any]) -> Answer:
        reference = str(body.get("reference", ""))
        if not reference or not isinstance(body.get("package"), dict):
            return Answer(422, {"code": "BAD_PACKAGE"})
        with self.lock:
            is_new = self.packages.get(reference, {}).get("version") != body.get("version")
            self.packages[reference] = body
        if is_new:
            for word in str(self.knob("says")).split():
                self.say(reference, word)
        return Answer(202, {"platform_no": f"PT-{reference}"})

    def _file(self, body: dict[str, Any]) -> Answer:
        """Reads the letter as it came: whoever sends something else is told so."""
        reference, letter = str(body.get("reference", "")), str(body.get("letter", ""))
        try:
            digest = hashlib.sha256(base64.b64decode(letter, validate=True)).hexdigest()
        except ValueError:
            digest = ""
        if not reference or not letter or digest != body.get("sha256"):
            return Answer(422, {"code": "BAD_LETTER"})
        with self.lock:
            is_new = reference not in self.packages
            self.packages[reference] = {**body, "letter": f"{len(letter)} characters"}
        if is_new:
            for word in str(self.knob("says_of_filings")).split():
                self.say(reference, word)
        return Answer(202, {"platform_no": f"BA-{reference}", "sha256": digest})

    def _since(self, reference: str, after: int) -> Answer:
        if reference not in self.packages:
            return Answer(404, {"code": "NOT_FOUND"})
        return Answer(200, {"news": [one for one in self.news.get(reference, []) if one["seq"] > after]})

    def say(self, reference: str, word: str) -> dict[str, Any]:
        """An authority speaks; unless told to keep quiet the platform calls back."""
        with self.lock:
            said = self.news.setdefault(reference, [])
            seq = len(said) + 1
            facts = {name: text.replace("{n}", str(seq)) for name, text in WORDS[word].items()}
            told = {"id": f"{reference}-{seq}", "reference": reference, "seq": seq, "word": word, **facts}
            said.append(told)
        callback = self.knob("callback") or self.default_callback
        if callback and not self.knob("quiet"):
            threading.Thread(target=self._tell, args=(list(said), callback), daemon=True).start()
        return told

    def _tell(self, said: list[dict[str, Any]], callback: str) -> None:
        news = said * 2 if self.knob("double") else said[-1:]
        if self.knob("shuffled"):
            random.shuffle(news)
        for one in news:
            self.answers.append(self.call_back(one, callback, is_forged=self.knob("forged")))
