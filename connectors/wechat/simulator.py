"""WeChat as the portal meets it: tokens, messages, sign-in, and three people whose phones can be looked at."""

from __future__ import annotations

import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.conf import settings

from connectors.simulation import Answer, Asked, Simulator
from connectors.wechat import pages, sealing

PEOPLE = {"o-demo-shancha": "山茶", "o-demo-maojian": "毛尖", "o-demo-banli": "板栗"}
TOKEN_LIFE_S = 7200
OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


@dataclass(slots=True)
class Person:
    """What WeChat knows of one person towards this account."""

    openid: str
    name: str
    is_following: bool = True
    once: int = 0
    is_lasting: bool = False


@dataclass(slots=True)
class Shown:
    """A message on somebody's phone."""

    msgid: int
    openid: str
    way: str
    reference: str
    data: dict[str, str] = field(default_factory=dict)
    url: str = ""


def complaint(errcode: int, errmsg: str) -> Answer:
    return Answer(200, {"errcode": errcode, "errmsg": errmsg})


class WechatSimulator(Simulator):
    """Shows a template message once a `client_msg_id`; a subscription message sent twice is shown twice."""

    system = "wechat"
    knobs: ClassVar[dict[str, Any]] = Simulator.knobs | {
        "hang_s": 0.0,  # take the message, then stay silent for so long
        "busy": False,
        "lost_rate": 0.0,
        "receipts": True,
        "receipt_delay_s": 0.3,
        "double_receipts": False,
        "forged_receipts": False,
        "callback": "",
    }

    def __init__(self, callback: str = "") -> None:
        self.default_callback = callback
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.people = {openid: Person(openid, name) for openid, name in PEOPLE.items()}
        self.shown: list[Shown] = []
        self.token = ""
        self.codes: dict[str, str] = {}
        self.answers: list[int] = []

    def load(self) -> None:
        """In the demo the first of them has allowed messages for good."""
        self.people[next(iter(PEOPLE))].is_lasting = True

    def _is_genuine(self, asked: Asked) -> bool:
        return True  # WeChat asks for a token, not for a signature

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/cgi-bin/stable_token":
            return self._give_token(asked.json())
        if asked.path == "/sns/oauth2/access_token":
            return self._who(asked.query)
        if self.knob("busy"):
            return complaint(-1, "system error")
        if not self.token or asked.query.get("access_token") != self.token:
            return complaint(40001, "invalid credential, access_token is invalid or not latest")
        if asked.path == "/cgi-bin/message/template/send":
            return self._take(asked.json(), "TEMPLATE")
        if asked.path == "/cgi-bin/message/subscribe/bizsend":
            return self._take(asked.json(), "SUBSCRIPTION")
        return Answer(404, {"errcode": 404})

    def _give_token(self, told: Mapping[str, Any]) -> Answer:
        config = settings.CONNECTORS["wechat"]
        if (told.get("appid"), told.get("secret")) != (config["app_id"], config["secret"]):
            return complaint(40125, "invalid appsecret")
        if not self.token or told.get("force_refresh"):
            self.token = secrets.token_urlsafe(32)
        return Answer(200, {"access_token": self.token, "expires_in": TOKEN_LIFE_S})

    def _who(self, query: Mapping[str, str]) -> Answer:
        openid = self.codes.pop(query.get("code", ""), "")
        if not openid:
            return complaint(40163, "code been used")
        return Answer(200, {"access_token": "x", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"})

    def _take(self, told: Mapping[str, Any], way: str) -> Answer:
        person = self.people.get(str(told.get("touser", "")))
        if person is None:
            return complaint(40003, "invalid openid")
        if way == "TEMPLATE" and not person.is_following:
            return complaint(43004, "require subscribe")
        if way == "SUBSCRIPTION" and not self._may_take(person, str(told.get("template_id"))):
            return complaint(43101, "user refuse to accept the msg")
        return self._show(told, person, way)

    def _may_take(self, person: Person, template_id: str) -> bool:
        if template_id == settings.CONNECTORS["wechat"]["templates"].get("lasting"):
            return person.is_lasting
        person.once, had = max(person.once - 1, 0), person.once
        return had > 0

    def _show(self, told: Mapping[str, Any], person: Person, way: str) -> Answer:
        reference = str(told.get("client_msg_id", ""))
        with self.lock:
            known = next((one for one in self.shown if reference and one.reference == reference), None)
            if known is None:
                data = {name: str(cell.get("value", "")) for name, cell in dict(told.get("data", {})).items()}
                url = str(told.get("url") or told.get("page") or "")
                self.shown.append(Shown(10_000 + len(self.shown), person.openid, way, reference, data, url))
        shown = known or self.shown[-1]
        if known is None and self.knob("receipts"):
            self._later(self._receipt, shown)
        time.sleep(self.knob("hang_s"))
        return Answer(200, OK | {"msgid": shown.msgid})

    def _receipt(self, shown: Shown) -> None:
        time.sleep(self.knob("receipt_delay_s"))
        status = "failed:user block" if self.chance("lost_rate") else "success"
        for _n in range(2 if self.knob("double_receipts") else 1):
            if shown.way == "TEMPLATE":
                told = f"<MsgID>{shown.msgid}</MsgID><Status><![CDATA[{status}]]></Status>"
                self.push(shown.openid, "TEMPLATESENDJOBFINISH", told)
            else:
                told = f"<MsgID>{shown.msgid}</MsgID><ErrorStatus><![CDATA[{status}]]></ErrorStatus>"
                self.push(shown.openid, "subscribe_msg_sent_event", told)

    def _later(self, job: Any, *args: Any) -> None:
        if self.callback():
            threading.Thread(target=job, args=args, daemon=True).start()

    def callback(self) -> str:
        return str(self.knob("callback") or self.default_callback)

    def push(self, openid: str, event: str, more: str = "", *, told_at: int = 0) -> int:
        """Tell the portal that something happened; answers the HTTP status, 0 when nobody answered."""
        config, now = settings.CONNECTORS["wechat"], str(int(time.time()))
        text = (
            f"<xml><FromUserName>{openid}</FromUserName><CreateTime>{told_at or now}</CreateTime>"
            f"<MsgType>event</MsgType><Event>{event}</Event>{more}</xml>"
        )
        sealed = sealing.seal(text, aes_key=config["aes_key"], app_id=config["app_id"])
        token, nonce = ("somebody else" if self.knob("forged_receipts") else config["token"]), secrets.token_hex(8)
        query = {"timestamp": now, "nonce": nonce, "msg_signature": sealing.signature(token, now, nonce, sealed)}
        answer = _post(f"{self.callback()}?{urlencode(query)}", f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode())
        self.answers.append(answer)
        return answer

    def act(self, openid: str, deed: str) -> None:
        """What a person does on the phone: follow, leave, agree once or for long, refuse."""
        person, templates = self.people[openid], settings.CONNECTORS["wechat"]["templates"]
        if deed in {"follow", "leave"}:
            person.is_following = deed == "follow"
            self.push(openid, "subscribe" if person.is_following else "unsubscribe")
            return
        person.once += deed == "once"
        person.is_lasting = deed == "lasting" or (person.is_lasting and deed == "once")
        kinds = ("once",) if deed == "once" else ("lasting",)
        status = "reject" if deed == "refuse" else "accept"
        rows = "".join(
            f"<List><TemplateId>{templates[kind]}</TemplateId>"
            f"<SubscribeStatusString>{status}</SubscribeStatusString></List>" for kind in kinds
        )  # fmt: skip
        event = "subscribe_msg_change_event" if deed == "refuse" else "subscribe_msg_popup_event"
        self.push(openid, event, f"<SubscribeMsgPopupEvent>{rows}</SubscribeMsgPopupEvent>")

    def page(self, asked: Asked) -> Answer | None:
        """The phones, the page that asks who signs in, and everything as JSON for tests."""
        if asked.path == "/connect/oauth2/authorize" and not self.knob("down"):
            return Answer(200, pages.authorize(self.people.values(), asked.query), "text/html; charset=utf-8")
        if asked.path == "/connect/oauth2/agree" and not self.knob("down"):
            return self._agree(asked.query)
        if asked.path == "/messages":
            return Answer(200, {"messages": [asdict(one) for one in self.shown], "answers": self.answers})
        if asked.path == "/act" and asked.method == "POST":
            told = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
            if told.get("openid") in self.people:
                self.act(told["openid"], told.get("deed", ""))
            return Answer(303, "", headers={"Location": f"/wechat/#{quote(told.get('openid', ''))}"})
        if asked.path != "/":
            return None
        return Answer(200, pages.phones(self.people.values(), self.shown), "text/html; charset=utf-8")

    def _agree(self, query: Mapping[str, str]) -> Answer:
        """Back to the portal with a code that is good once."""
        openid, back = query.get("openid", ""), query.get("redirect_uri", "")
        if openid not in self.people or urlsplit(back).scheme not in {"http", "https"}:
            return Answer(400, {"errcode": 10003})
        code = secrets.token_urlsafe(24)
        self.codes[code] = openid
        told = urlencode({"code": code, "state": query.get("state", "")})
        return Answer(302, "", headers={"Location": f"{back}?{told}"})


def _post(url: str, body: bytes) -> int:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/xml"}, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - the operator's own address
            return int(response.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except (OSError, ValueError):
        return 0
