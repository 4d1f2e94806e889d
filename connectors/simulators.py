"""`python -m connectors.simulators --port N`: every simulated outside system in one process, with its knobs."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from connectors.construction.simulator import ConstructionSimulator
from connectors.elicence.simulator import ElicenceSimulator
from connectors.hotline.simulator import AppSimulator, HotlineSimulator
from connectors.identity.simulator import IdentitySimulator
from connectors.investment.simulator import InvestmentSimulator
from connectors.marketing.simulator import MarketingSimulator
from connectors.simulation import Answer, Asked, Simulator
from connectors.sms.simulator import SmsSimulator
from connectors.wechat.simulator import WechatSimulator

LARGEST_BODY = 1_000_000
INDEX = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>外部系统模拟器</title>'
    "<body><h1>外部系统模拟器</h1>{rows}"
)
NAMES = {
    "elicence": "政务数据共享（电子证照）", "sms": "短信网关", "investment": "投资项目在线审批监管平台",
    "marketing": "营销系统（储备项目）", "construction": "工程建设项目审批管理平台",
    "wechat": "微信公众号", "identity": "省统一身份认证", "hotline": "95598", "app": "网上国网",
}  # fmt: skip


class Simulators:
    """All systems by name; a context manager that serves them on a loopback port of its own."""

    def __init__(self, port: int = 0, *, callback: str = "") -> None:
        self.systems: dict[str, Simulator] = {
            "elicence": ElicenceSimulator(), "sms": SmsSimulator(callback), "investment": InvestmentSimulator(),
            "marketing": MarketingSimulator(),
            "construction": ConstructionSimulator(callback.replace("/sms/receipts/", "/construction/news/")),
            "wechat": WechatSimulator(callback.replace("/sms/receipts/", "/wechat/events/")),
            "identity": IdentitySimulator(),
            "hotline": HotlineSimulator(callback.replace("/sms/receipts/", "/hotline/demands/")),
            "app": AppSimulator(callback.replace("/sms/receipts/", "/app/applications/")),
        }  # fmt: skip
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.simulators = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Simulators:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def sms(self) -> SmsSimulator:
        found = self.systems["sms"]
        assert isinstance(found, SmsSimulator)
        return found

    @property
    def wechat(self) -> WechatSimulator:
        found = self.systems["wechat"]
        assert isinstance(found, WechatSimulator)
        return found

    @property
    def hotline(self) -> HotlineSimulator:
        found = self.systems["hotline"]
        assert isinstance(found, HotlineSimulator)
        return found

    @property
    def app(self) -> AppSimulator:
        found = self.systems["app"]
        assert isinstance(found, AppSimulator)
        return found

    def turn(self, system: str, **knobs: object) -> None:
        self.systems[system].turn(knobs)

    def reset(self) -> None:
        for system in self.systems.values():
            system.reset()

    def respond(self, asked: Asked) -> Answer:
        """Route by the first part of the path."""
        system, _slash, rest = asked.path.lstrip("/").partition("/")
        if system == "_control":
            return self._control(asked, rest.strip("/"))
        found = self.systems.get(system)
        if found is None:
            return self._index() if asked.path == "/" else Answer(404, {"code": "NO_SUCH_SYSTEM"})
        below = Asked(asked.method, f"/{rest}", asked.target, asked.query, asked.headers, asked.body)
        return found.page(below) or found.respond(below)

    def _control(self, asked: Asked, system: str) -> Answer:
        found = self.systems.get(system)
        if found is None:
            return Answer(404, {"code": "NO_SUCH_SYSTEM"})
        if asked.method in {"POST", "DELETE"}:
            try:
                found.reset() if asked.method == "DELETE" else found.turn(asked.json())
            except ValueError as unknown:
                return Answer(400, {"code": "NO_SUCH_KNOB", "knob": str(unknown)})
        return Answer(200, found.state())

    def _index(self) -> Answer:
        rows = "".join(
            f'<h2><a href="/{name}/">{escape(NAMES[name])}</a></h2>'
            f'<p><a href="/_control/{name}">/_control/{name}</a></p>'
            f"<pre>{escape(json.dumps(system.state(), indent=1))}</pre>"
            for name, system in self.systems.items()
        )
        page = INDEX.replace("{rows}", rows)
        return Answer(200, page, "text/html; charset=utf-8")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    simulators: Simulators


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            return self._say(Answer(413, {"code": "TOO_LARGE"}))
        body = self.rfile.read(length)
        headers = {name: value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, self.path, dict(parse_qsl(parts.query)), headers, body)
        return self._say(self.server.simulators.respond(asked))

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the names the standard library calls

    def _say(self, answer: Answer) -> None:
        if answer.status == 0:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        payload = answer.payload()
        self.send_response(answer.status)
        told = {"Content-Type": answer.content_type, "Content-Length": str(len(payload)), **answer.headers}
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def handle(self) -> None:
        """A caller that gave up waiting is no trouble of ours."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Say nothing: the lines would hold phone numbers."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--callback", default="", help="where the SMS gateway reports delivery")
    options = parser.parse_args()
    try:
        simulators = Simulators(options.port, callback=options.callback)
    except OSError as taken:
        sys.exit(f"simulators: port {options.port}: {taken.strerror}")
    for system in simulators.systems.values():
        system.load()
    simulators.server.serve_forever()


if __name__ == "__main__":
    main()
