"""What the children of the nursery do: make work, and count what came of it. Each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.signin.actions import welcome_customer
from applications.intake.models import Draft
from connectors.models import Breaker
from deadlines import actions, holds
from deadlines.choices import Party
from deadlines.models import Alert, Clock, Hold, Timeline
from notifications import actions as notifications
from notifications import relay
from notifications.choices import Purpose
from notifications.models import Delivery, Message
from notifications.templates import register
from portal.dashboards.integrity.invariants import broken

POISON = "fault-poison"
LONG_AGO = timedelta(days=30)
COPIES = """
    WITH line AS (
        INSERT INTO deadlines_timeline SELECT copy.* FROM deadlines_timeline t, generate_series(1, %(more)s) n,
        jsonb_populate_record(t, jsonb_build_object('id', t.id + n, 'reference', 'F-' || n)) copy
        WHERE t.reference = 'F-0' RETURNING id
    )
    INSERT INTO deadlines_clock SELECT copy.* FROM deadlines_clock c, generate_series(1, %(more)s) n,
    jsonb_populate_record(c, jsonb_build_object('id', c.id + n, 'timeline_id', c.timeline_id + n)) copy
    WHERE c.timeline_id = (SELECT id FROM deadlines_timeline WHERE reference = 'F-0')
"""
FOUND = """
    SELECT (SELECT count(*) FROM deadlines_clock WHERE breached_at IS NOT NULL),
        (SELECT count(*) FROM deadlines_alert),
        (SELECT count(*) FROM (SELECT 1 FROM deadlines_alert GROUP BY clock_id, level HAVING count(*) > 1) AS double),
        (SELECT count(*) FROM deadlines_alert WHERE announced_at IS NULL),
        (SELECT count(*) FROM notifications_message WHERE template LIKE 'clock-%%'),
        (SELECT count(*) FROM notifications_delivery WHERE channel = 'SMS' AND state = 'SENT'),
        (SELECT count(*) FROM notifications_delivery WHERE channel = 'SMS')
"""
COUNTS = ("breached", "alerts", "double", "untold", "messages", "sent", "to_send")


def make_clocks(many: int) -> None:
    """So many promises that were all broken while nobody looked, of one officer."""
    supervisor()
    officer = User.objects.create(username="manager", is_staff=True)
    line = Timeline.objects.create(reference="F-0", url="/room/F-0/", opened_at=timezone.now() - LONG_AGO)
    terms = {"limit_workdays": 5, "owner": Party.COMPANY, "rule": "R-12", "responsible_id": officer.pk}
    actions.start(line, "C1", at=timezone.now() - LONG_AGO, **terms)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(COPIES, {"more": many - 1})
        cursor.execute("SET session_replication_role = origin")
        for table in ("deadlines_clock", "deadlines_timeline"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("ANALYZE deadlines_clock, deadlines_timeline")


def make_some_clocks(prefix: str, many: int = 1) -> None:
    """More broken promises of that officer, of cases whose numbers begin so."""
    officer, _new = User.objects.get_or_create(username="manager", is_staff=True)
    supervisor()
    terms = {"limit_workdays": 5, "owner": Party.COMPANY, "rule": "R-12", "responsible_id": officer.pk}
    for n in range(many):
        line = Timeline.objects.create(reference=f"{prefix}{n}", url="/room/", opened_at=timezone.now() - LONG_AGO)
        actions.start(line, "C1", at=timezone.now() - LONG_AGO, **terms)


def make_messages(many: int, prefix: str = "139", digits: int = 8) -> None:
    """A warning to so many customers, each by SMS."""
    for n in range(many):
        user = welcome_customer(f"{prefix}{n:0{digits}d}", at=timezone.now())
        notifications.queue(
            "door-wechat-linked", to=user, about="", url="/my-data/", at=timezone.now(), dedup=f"fault:{prefix}{n}"
        )


def make_poison(many: int) -> None:
    """So many messages of a kind that is known to this process and is harmless here."""
    register(POISON, "", "", Purpose.REQUESTED, sms="harmless")
    for n in range(many):
        user = welcome_customer(f"133{n:08d}", at=timezone.now())
        notifications.queue(POISON, to=user, about="", url="/my-data/", at=timezone.now(), dedup=f"{POISON}:{n}")


def poison_given_up() -> int:
    return Delivery.objects.dead().filter(message__template=POISON, reason="sender-died").count()


def cure_poison() -> int:
    """Somebody has found words for them that can be read."""
    return Message.objects.filter(template=POISON).update(template="door-wechat-linked")


def supervisor() -> User:
    user, _new = User.objects.get_or_create(username="supervisor", is_staff=True)
    RoleGrant.objects.get_or_create(user=user, role=Role.SUPERVISOR, defaults={"granted_at": timezone.now()})
    return user


def release() -> bool:
    """A supervisor has looked at the mass of breaches; True when there was one."""
    hold = Hold.objects.open().first()
    if hold is None:
        return False
    holds.release(hold.pk, by=supervisor(), at=timezone.now(), reason="the machine stood still")
    return True


def end_leases() -> int:
    """What a killed relay held is free again a minute later: that minute passes."""
    return Delivery.objects.exclude(lease_until=None).update(lease_until=timezone.now(), next_at=timezone.now())


def let_waits_pass() -> int:
    """A gateway that was unwell is asked again after seconds to minutes, and is left alone for one: they pass."""
    Breaker.objects.exclude(open_until=None).update(open_until=timezone.now())
    waiting = Delivery.objects.open().filter(lease_until=None)
    return waiting.exclude(state="LEASED").update(next_at=timezone.now())


def hand_over_the_rest() -> None:
    while relay.step(at=timezone.now()):
        pass


def found() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(FOUND)
        return dict(zip(COUNTS, cursor.fetchone(), strict=True)) | {"due": Clock.objects.count()}


def told_of(prefix: str) -> dict[str, int]:
    """What was raised and told of the cases whose number begins so."""
    alerts = Alert.objects.filter(clock__timeline__reference__startswith=prefix)
    messages = Message.objects.filter(about__startswith=prefix)
    return {"alerts": alerts.count(), "messages": messages.count(), "untold": alerts.untold().count()}


def unsent(prefix: str) -> int:
    """Messages to numbers that begin so which are not handed over yet."""
    return Delivery.objects.open().filter(message__dedup__startswith=f"fault:{prefix}").count()


def wait_until_raised(for_s: float) -> dict[str, int]:
    """Until every breach stands in its row, told or held."""
    return _wait(lambda now: now["breached"] == now["due"], for_s)


def wait_until_told(for_s: float) -> dict[str, int]:
    """Until nothing is untold or unsent, or the time is up."""
    return _wait(lambda now: now["breached"] == now["due"] and not now["untold"], for_s)


def wait_until_sent(prefix: str, for_s: float) -> bool:
    """Until nobody whose number begins so waits for a message."""
    end = time.monotonic() + for_s
    while (left := unsent(prefix)) and time.monotonic() < end:
        time.sleep(0.1)
    return not left


def _wait(is_over: Callable[[dict[str, int]], bool], for_s: float) -> dict[str, int]:
    end = time.monotonic() + for_s
    while not is_over(now := found()) and time.monotonic() < end:
        time.sleep(0.1)
    return now | {"is_over": is_over(now)}


def what_is_broken() -> dict[str, list[str]]:
    """What must hold of all rows and does not."""
    return {one.invariant.key: one.names for one in broken(at=timezone.now())}


def open_door(names: list[str]) -> list[str]:
    """A token for each of these customers, without a limit that a test would reach."""
    at = timezone.now()
    people = [User.objects.get_or_create(username=name)[0] for name in names]
    return [issue_token(person, at=at, calls_a_minute=1_000_000) for person in people]


def said() -> dict[str, list[str]]:
    """What every draft holds under the question of the name, with the numbers of those that hold it."""
    found: dict[str, list[str]] = {}
    for draft in Draft.objects.select_related("application"):
        found.setdefault(str(draft.answers.get("name")), []).append(draft.application.number)
    return found


def sign_in(name: str) -> str:
    """The cookie of a customer who has signed in."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get_or_create(username=name)[0])
    return browser.cookies.output(attrs=[], header="", sep=";").strip()
