"""P4: the outage page when everybody looks at once: beside nginx, while data changes, and without the database."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.ground import size_of
from bench.load import ask
from bench.sides import alternate, compare, judge, say, surroundings, tell
from bench.stage import NGINX, ROOT, Stage, is_open, plain, shipped, wait_for

PAGE, FILE = "/public/outages/", "/page.html"
FEW, THINKING_S = 64, 1.0
ROUNDS, FIRST_TIMES = 9, 8


def prepare() -> list[int]:
    """A county with some forty outages. Gives their keys."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("collectstatic", interactive=False, verbosity=0)
    from accounts.models import RoleGrant, User
    from gridhealth.demo import load_network
    from gridhealth.models import Feeder, GridCell
    from outages.choices import Source
    from outages.faults import actions, detection
    from outages.models import Crew, Outage

    at = timezone.now()
    load_network(at)
    crew = User.objects.create(username="crew", is_staff=True)
    for role in ("works", "dispatch"):
        RoleGrant.objects.create(user=crew, role=role, granted_at=at)
    for cell in GridCell.objects.all():
        Crew.objects.get_or_create(cell=cell, defaults={"user": crew})
    for line in Feeder.objects.filter(areas__isnull=False).distinct().order_by("code")[:12]:
        for area in line.areas.order_by("code")[:4]:
            detection.cut(line, {area: at}, at=at, began_at=at, source=Source.TELEMETRY)
    for outage in Outage.objects.filter(stage="DETECTED"):
        actions.confirm(outage.pk, by=crew, at=at)
    return list(Outage.objects.dark().order_by("pk").values_list("pk", flat=True))


def rate(port: int, path: str) -> float:
    """Answers a second."""
    heard = ask(port, path, readers=FEW, seconds=size_of(tiny=15, short=35, long=150) / 100)
    if heard.errors or not heard.seconds:
        raise SystemExit(f"P4 measured nothing: {path} answered {len(heard.seconds)}, errors {heard.errors}")
    return heard.rate


class Storm(threading.Thread):
    """Everybody's readers, in a process of their own so that they take nothing from this one."""

    def __init__(self, port: int, readers: int, seconds: int) -> None:
        super().__init__()
        self.asked = (str(port), str(readers), str(seconds))

    def run(self) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "bench.p4", *self.asked], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        self.answers, self.errors, self.p50, self.p99 = int(told[0]), int(told[1]), float(told[2]), float(told[3])


def readers(port: int, count: int, seconds: int) -> None:
    heard = ask(port, PAGE, readers=count, seconds=seconds, pause_s=THINKING_S)
    sys.stdout.write(f"{len(heard.seconds)} {heard.errors} {heard.at(0.5)} {heard.at(0.99)}\n")


def sign_in_ms(port: int, seconds: float) -> float:
    """How long the page of signing in takes; the first times, when each process still reads its code, do not count."""
    took, end = [], time.monotonic() + seconds
    while len(took) <= FIRST_TIMES + 2 or time.monotonic() < end:
        began = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=30) as answer:
            answer.read()
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)
    return median(took[FIRST_TIMES:])


def storm(stage: Stage, port: int, outages: list[int]) -> dict[str, Any]:
    """Everybody reads; a change every second; PostgreSQL and the worker are stopped in the middle."""
    from portal.disclosure.models import Change, Publication

    seconds, everybody = size_of(tiny=8, short=13, long=40), size_of(tiny=50, short=500, long=500)
    quiet_ms, before = sign_in_ms(port, 2), Publication.objects.get(topic="outages").renders
    crowd, signing = Storm(port, everybody, seconds), []
    crowd.start()
    half = time.monotonic() + seconds / 2
    meanwhile = threading.Thread(target=lambda: signing.append(sign_in_ms(port, seconds / 2 - 3)))
    meanwhile.start()
    changes = change_each_second(outages, until=half - 1.5)
    meanwhile.join()
    while Change.objects.exists():
        time.sleep(0.05)
    time.sleep(0.2)
    renders = Publication.objects.get(topic="outages").renders - before
    stage.stop("worker")
    stage.database.stop()
    crowd.join()
    return {
        "readers": everybody, "answers": crowd.answers, "errors": crowd.errors, "p50_ms": crowd.p50,
        "p99_ms": crowd.p99, "changes": changes, "renders": renders, "sign_in_quiet_ms": quiet_ms,
        "sign_in_storm_ms": signing[0],
    }  # fmt: skip


def change_each_second(outages: list[int], *, until: float) -> int:
    from django.utils import timezone

    from accounts.models import User
    from outages.faults import actions

    crew, changes = User.objects.get(username="crew"), 0
    while time.monotonic() < until:
        at = timezone.now()
        actions.revise(outages[changes % len(outages)], by=crew, at=at, back_at=at + timedelta(hours=2))
        changes += 1
        time.sleep(1)
    return changes


def main() -> dict[str, Any]:
    stage = Stage(Path(tempfile.mkdtemp(prefix="portal-bench-")))
    try:
        return measure(stage)
    finally:
        stage.close()


def measure(stage: Stage) -> dict[str, Any]:
    outages = prepare()
    from django.utils import timezone

    from portal.disclosure import actions, store

    actions.publish("outages", at=timezone.now())
    page = store.file_of(PAGE, "zh")
    (stage.folder / "files").mkdir()
    for suffix in ("", ".gz"):
        shutil.copyfile(f"{page}{suffix}", f"{stage.folder}/files{FILE}{suffix}")
    portal, is_ready = stage.portal(), stage.worker()
    told = {"page_bytes": page.stat().st_size, **surroundings(), **beside(stage, portal)}
    is_ready()
    told["storm"] = storm(stage, portal, outages)
    told["met"] = verdict(told["storm"])
    return told


def beside(stage: Stage, portal: int) -> dict[str, Any]:
    """The portal's own server, and nginx with the rules that are delivered, beside a server of the bare file."""
    ports = {"portal": (portal, PAGE)}
    if NGINX:
        ports["nginx"] = (stage.nginx("nginx", plain(stage.folder)), FILE)
        ports["shipped"] = (stage.nginx("shipped", shipped(stage.folder, portal=portal)), PAGE)
        other, called = "nginx", "nginx with the same bytes as a file"
    else:
        say("P4: there is no nginx here, so the portal stands beside granian with the same bytes from memory.")
        ports["bare"] = (stage.bare(), FILE)
        other, called = "bare", "granian with the same bytes from memory"
    for port, _path in ports.values():
        wait_for(is_open(port))
    rates = alternate({name: lambda where=where: rate(*where) for name, where in ports.items()}, rounds=ROUNDS)
    tell(rates, "answers a second")
    told = {
        "a_second": rates,
        "portal": compare("P4", f"beside {called}", rates, "portal", other, goal=0.5, floor=True),
    }
    if NGINX:
        told["shipped"] = compare("P4", "shipped nginx beside it", rates, "shipped", "nginx", goal=0.9, floor=True)
    return told


def verdict(one: dict[str, Any]) -> dict[str, float]:
    if not one["answers"] or not one["changes"]:
        raise SystemExit("P4 measured nothing: nobody read, or nothing changed")
    say(
        f"P4 {one['readers']} readers: {one['answers']} answers, p50 {one['p50_ms']:.1f} ms; {one['changes']} changes, "
        f"{one['renders']} renders; then PostgreSQL is stopped. Signing in: {one['sign_in_quiet_ms']:.0f} ms on a "
        f"quiet day, {one['sign_in_storm_ms']:.0f} ms meanwhile"
    )
    return {
        "errors": judge("P4", "errors", one["errors"], goal=0),
        "p99_ms": judge("P4", "p99 ms", one["p99_ms"], goal=100),
        "renders_a_change": judge("P4", "renders a change", one["renders"] / one["changes"], goal=1),
        "sign_in": judge("P4", "signing in meanwhile", one["sign_in_storm_ms"] / one["sign_in_quiet_ms"], goal=1.5),
    }  # fmt: skip


if __name__ == "__main__":
    readers(*map(int, sys.argv[1:4]))
