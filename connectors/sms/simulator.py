"""An SMS gateway that keeps its messages to be read on a page, and reports delivery to the portal's callback."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.simulation import Answer, Asked, Simulator

CHINA = ZoneInfo("Asia/Shanghai")
KEPT = 10_000
PAGE = Path(__file__).with_name("phone.html").read_text(encoding="utf-8")


@dataclass(slots=True)
class Kept:
    message_id: str
    reference: str
    phone: str
    text: str
    received_at: str
    state: str = "ACCEPTED"


class SmsSimulator(Simulator):
    """Blind to repeated references, as real gateways are: what is sent twice is kept twice."""

    system = "sms"
    knobs = Simulator.knobs | {
        "hang_s": 0.0,  # take the message, then stay silent for so long
        "hang_rate": 1.0,
        "refuse": False,
        "callback": "",
        "receipt_delay_s": 0.5,
        "double_receipts": False,
        "shuffled_receipts": False,
        "forged_receipts": False,
        "failed_rate": 0.0,
    }

    def __init__(self, callback: str = "") -> None:
        self.default_callback = callback
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.kept: deque[Kept] = deque(maxlen=KEPT)
        self.receipts: list[int] = []

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) == ("POST", "/v1/messages"):
            return self._take(asked)
        if asked.method == "GET" and asked.path.startswith("/v1/messages/"):
            return self._look_up(asked.path.rpartition("/")[2])
        return Answer(404, {"code": "NO_SUCH_INTERFACE"})

    def page(self, asked: Asked) -> Answer | None:
        if (asked.method, asked.path) == ("POST", "/reply"):
            told = asked.json()
            return Answer(200, {"answer": self.reply(str(told.get("phone", "")), str(told.get("text", "")))})
        if asked.method != "GET":
            return None
        phone = asked.query.get("phone", "")
        with self.lock:
            found = [one for one in reversed(self.kept) if phone in ("", one.phone)]
        if asked.path == "/messages":
            return Answer(200, {"messages": [asdict(one) for one in found], "receipt_answers": self.receipts})
        return Answer(200, _page(found[:50], phone), "text/html; charset=utf-8") if asked.path == "/" else None

    def _take(self, asked: Asked) -> Answer:
        body = asked.json()
        phone, text, reference = (str(body.get(name, "")) for name in ("phone", "text", "reference"))
        if self.knob("refuse") or not re.fullmatch(r"1[3-9]\d{9}", phone) or not text.startswith("【"):
            return Answer(422, {"code": "REFUSED_BY_GATEWAY"})
        with self.lock:
            message_id = f"gw-{len(self.kept):06d}-{self._random.getrandbits(40):010x}"
            kept = Kept(message_id, reference, phone, text, datetime.now(CHINA).isoformat(timespec="seconds"))
            self.kept.append(kept)
        self._report_later(kept)
        if self.knob("hang_s") and self.chance("hang_rate"):
            time.sleep(self.knob("hang_s"))
        return Answer(202, {"message_id": kept.message_id, "state": kept.state})

    def _look_up(self, reference: str) -> Answer:
        with self.lock:
            found = next((one for one in self.kept if one.reference == reference), None)
        if found is None:
            return Answer(404, {"code": "NOT_FOUND"})
        return Answer(200, {"message_id": found.message_id, "state": found.state})

    def reply(self, phone: str, text: str) -> int:
        """Somebody answers an SMS; the operator hands it on, twice when it is in that mood."""
        callback = (self.knob("callback") or self.default_callback).replace("/receipts/", "/replies/")
        told = {"id": f"mo-{self._random.getrandbits(40):010x}", "phone": phone, "text": text}
        again = 2 if self.knob("double_receipts") else 1
        return [self.call_back(told, callback, is_forged=self.knob("forged_receipts")) for _n in range(again)][-1]

    def _report_later(self, kept: Kept) -> None:
        if callback := self.knob("callback") or self.default_callback:
            threading.Thread(target=self._report, args=(kept, callback), daemon=True).start()

    def _report(self, kept: Kept, callback: str) -> None:
        """One or more signed receipts, now and then in the wrong order or more than once."""
        time.sleep(self.knob("receipt_delay_s"))
        kept.state = "FAILED" if self.chance("failed_rate") else "DELIVERED"
        states = ["ON_ITS_WAY", kept.state]
        if self.knob("double_receipts"):
            states = states + states
        if self.knob("shuffled_receipts"):
            random.shuffle(states)
        for state in states:
            self.receipts.append(self._post(kept, state, callback))

    def _post(self, kept: Kept, state: str, callback: str) -> int:
        told = {"id": f"{kept.message_id}-{state}", "reference": kept.reference, "state": state}
        return self.call_back(told, callback, is_forged=self.knob("forged_receipts"))


def _page(messages: list[Kept], phone: str) -> str:
    """The phone of everybody in the demo: newest first, reads by itself every three seconds."""
    rows = "".join(
        f"<li><div><b>{escape(one.phone)}</b><time>{escape(one.received_at[5:19].replace('T', ' '))}</time></div>"
        f"<p>{_text(one.text)}</p></li>"
        for one in messages
    )
    shown = rows or "<li><p>还没有短信。在门户里获取验证码后，短信会出现在这里。</p></li>"
    return PAGE.replace("{rows}", shown).replace("{phone}", escape(phone))


def _text(text: str) -> str:
    """Codes stand out, as phones show them."""
    return re.sub(r"(?<!\d)(\d{6})(?!\d)", r"<mark>\1</mark>", escape(text))
