"""P11: 100,000 points of curves a minute through a real broker, while officers go on reading their queue."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.crowd import crowd
from bench.ground import ROOT, databases, multiply, on, size_of, writing_fast
from bench.serving import answering, running, served
from bench.sides import judge, say, surroundings
from tests.ports import free_port

A_MINUTE = 100_000
TERMINALS = {"tiny": 50, "short": 20_000, "long": 100_000}
SECONDS = {"tiny": 1, "short": 15, "long": 60}
PAGE, THINKING_S, FIRST_TIMES = "/room/", 0.2, 8


def main() -> dict[str, Any]:
    from django.utils import timezone

    _collect()
    at, seconds, terminals = timezone.now(), size_of(**SECONDS), size_of(**TERMINALS)
    points = A_MINUTE // 60 * seconds
    say(f"P11: {points:,} points of {terminals:,} terminals in {seconds} s, each a message; the queue read meanwhile")
    with databases("p11") as made:
        chief = crowd(made["p11"], size_of(tiny=50, short=2_000, long=2_000), at=at).chief
        with on(made["p11"]):
            _terminals(made["p11"], terminals)
            cookie = _session(chief)
        with _broker() as broker, served("portal.wsgi:application", "p11") as web, _receiver(broker) as ear:
            page = _reader(answering("P11", *web), cookie)
            _wait(lambda: _rows(made["p11"], broker, terminals), 1, "the receiver does not listen")
            quiet = page(lambda: None, seconds=size_of(tiny=1, short=6, long=15))
            busy, behind = _rush(made["p11"], page, broker, terminals, points, seconds)
            backlog = _drain(made["p11"], ear, broker, terminals, points)
    say(f"  the page takes {median(quiet):.1f} ms on a quiet day, {median(busy):.1f} ms meanwhile")
    return {
        "behind_s": judge("P11", "seconds until the last point of a steady minute is stored", behind, goal=2),
        "at_once": judge(
            "P11", "points a minute, of a heap that waits, over 100,000", backlog / A_MINUTE, goal=1, floor=True
        ),
        "page": judge("P11", "the queue meanwhile, beside a quiet day", median(busy) / median(quiet), goal=1.5),
        "points": points, "terminals": terminals, "quiet_ms": quiet, "busy_ms": busy, **surroundings(),
    }  # fmt: skip


def _collect() -> None:
    """The served page names its styles by what is in them, which this process does not: so it is done by another."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, check=True)


def _terminals(connection: Any, n: int) -> None:
    from gridhealth.models import TransformerArea
    from gridhealth.telemetry.models import Terminal

    first = Terminal.objects.create(code="P11", area=TransformerArea.objects.first())
    with writing_fast(connection) as cursor:
        multiply(cursor, first, n, code="'T' || g.n")


def _session(officer: Any) -> str:
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(officer)
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


@contextmanager
def _broker() -> Iterator[str]:
    from portal import servers

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        server = servers.broker(place, free_port(), log=place / "broker.log").start()
        try:
            yield server.wait().url
        finally:
            server.stop()


def _receiver(broker: str) -> Any:
    command = [sys.executable, str(ROOT / "manage.py"), "receive_telemetry"]
    return running("receiver", command, "p11", MQTT_URL=broker)


def _reader(port: int, cookie: str) -> Callable[..., list[float]]:
    """Reads the page again and again while `meanwhile` happens; milliseconds of each answer."""

    def read(meanwhile: Callable[[], object], *, seconds: float = 0.0) -> list[float]:
        work = threading.Thread(target=meanwhile)
        work.start()
        link, took, end = http.client.HTTPConnection("127.0.0.1", port, timeout=60), [], time.monotonic() + seconds
        while work.is_alive() or time.monotonic() < end or len(took) <= FIRST_TIMES + 2:
            began = time.perf_counter()
            link.request("GET", PAGE, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"P11 measured nothing: {PAGE} answered {answer.status}")
            took.append((time.perf_counter() - began) * 1000)
            time.sleep(THINKING_S)
        link.close()
        return took[FIRST_TIMES:]

    return read


def _rush(
    connection: Any, page: Callable[..., list[float]], broker: str, terminals: int, points: int, seconds: int
) -> tuple[list[float], float]:
    """The steady minute, or its part: how long the page took, and how far behind the last point was stored."""
    before, ended = _count(connection), list[float]()

    def send() -> None:
        _send(broker, terminals, points, seconds=seconds, quarter=1)
        ended.append(time.monotonic())

    busy = page(send)
    _wait(lambda: _count(connection) - before, points, "points were lost")
    return busy, max(0.0, time.monotonic() - ended[0])


def _drain(connection: Any, ear: Any, broker: str, terminals: int, points: int) -> float:
    """Points a minute of a heap that came at the broker while the receiver stood still."""
    before = _count(connection)
    ear.process.send_signal(signal.SIGSTOP)
    _send(broker, terminals, points, seconds=0, quarter=1_000)
    ear.process.send_signal(signal.SIGCONT)
    began = time.monotonic()
    _wait(lambda: _count(connection) - before, points, "points were lost")
    return points / (time.monotonic() - began) * 60


def _rows(connection: Any, broker: str, terminals: int) -> int:
    """One point, sent again until somebody listens."""
    _send(broker, terminals, 1, seconds=0, quarter=0)
    return _count(connection)


def _count(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gridhealth_reading")
        return int(cursor.fetchone()[0])


def _wait(count: Callable[[], int], wanted: int, what: str) -> None:
    end = time.monotonic() + 180
    while (found := count()) < wanted:
        if time.monotonic() > end:
            raise SystemExit(f"P11 measured nothing: {what} ({found:,} of {wanted:,})")
        time.sleep(0.1)


def _send(*asked: Any, seconds: int, quarter: int) -> None:
    """From a process of its own, so that it takes nothing from who reads."""
    command = [sys.executable, "-m", "bench.p11", *map(str, (*asked, seconds, quarter))]
    subprocess.run(command, cwd=ROOT, check=True)


def publish(broker: str, terminals: int, points: int, seconds: int, quarter: int) -> None:
    """`points` messages of one point, evenly over `seconds`; a terminal's next point is its next quarter.

    `quarter` counts from a whole hour, so that no two calls mean the same one: said twice, a point is stored once.
    """
    from urllib.parse import urlsplit

    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

    client, to = Client(CallbackAPIVersion.VERSION2), urlsplit(broker)
    client.max_inflight_messages_set(1_000)
    client.username_pw_set("bench")
    client.connect(str(to.hostname), int(to.port or 1883))
    client.loop_start()
    hour = (datetime.now().astimezone() - timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    first, began = hour + timedelta(minutes=15) * quarter, time.monotonic()
    for n in range(points):
        if (early := began + n * seconds / points - time.monotonic()) > 0:
            time.sleep(early)
        point = {
            "at": (first + timedelta(minutes=15) * (n // terminals)).isoformat(), "kva": f"{n % 400}.5",
            "unbalance": "8", "customers": 62, "in_band": 62, "lowest_v": "221.4",
        }  # fmt: skip
        message = (f"v1/T{n % terminals + 1}/data", json.dumps({"points": [point]}).encode())
        while (sent := client.publish(*message, qos=1)).rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            time.sleep(0.01)  # the sender's own queue is full; the broker is slower than we are
    sent.wait_for_publish(60)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    publish(sys.argv[1], *map(int, sys.argv[2:6]))
