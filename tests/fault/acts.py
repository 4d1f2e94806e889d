"""What the children of the nursery do: make work, do it, and count what came of it. Each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.signin.actions import welcome_customer
from deadlines import actions, holds
from deadlines.choices import Party
from deadlines.models import Clock, Hold, Timeline
from notifications import actions as notifications
from notifications.models import Delivery
from notifications.tasks import turn as relay

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
    officer = User.objects.create(username="manager", is_staff=True)
    line = Timeline.objects.create(reference="F-0", url="/room/F-0/", opened_at=timezone.now() - LONG_AGO)
    terms = {"limit_workdays": 5, "owner": Party.COMPANY, "rule": "R-12", "responsible": officer}
    actions.start(line, "C1", at=timezone.now() - LONG_AGO, **terms)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(COPIES, {"more": many - 1})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE deadlines_clock, deadlines_timeline")


def make_messages(many: int, prefix: str = "139") -> None:
    """A warning to so many customers, each by SMS."""
    for n in range(many):
        user = welcome_customer(f"{prefix}{n:08d}", at=timezone.now())
        notifications.queue(
            "door-wechat-linked", to=user, about="", url="/my-data/", at=timezone.now(), dedup=f"fault:{prefix}{n}"
        )


def sweep() -> None:
    """The driver as it runs beside Celery."""
    call_command("sweep", loop=True, every=0.05)


def send() -> None:
    """The relay alone, without end."""
    while True:
        relay(for_s=1)
        time.sleep(0.02)


def release() -> bool:
    """A supervisor has looked at the mass of breaches; True when there was one."""
    hold = Hold.objects.open().first()
    if hold is None:
        return False
    by, _new = User.objects.get_or_create(username="supervisor", is_staff=True)
    RoleGrant.objects.get_or_create(user=by, role=Role.SUPERVISOR, defaults={"granted_at": timezone.now()})
    holds.release(hold.pk, by=by, at=timezone.now(), reason="the machine stood still")
    return True


def end_leases() -> int:
    """What a killed relay held is free again a minute later: that minute passes."""
    return Delivery.objects.exclude(lease_until=None).update(lease_until=timezone.now(), next_at=timezone.now())


def found() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(FOUND)
        return dict(zip(COUNTS, cursor.fetchone(), strict=True)) | {"due": Clock.objects.count()}


def wait_until_raised(for_s: float) -> dict[str, int]:
    """Until every breach stands in its row, told or held."""
    return _wait(lambda now: now["breached"] == now["due"], for_s)


def wait_until_told(for_s: float) -> dict[str, int]:
    """Until nothing is untold or unsent, or the time is up."""
    return _wait(lambda now: now["breached"] == now["due"] and not now["untold"], for_s)


def wait_until_sent(for_s: float) -> dict[str, int]:
    return _wait(lambda now: now["sent"] == now["to_send"], for_s)


def _wait(is_over: Callable[[dict[str, int]], bool], for_s: float) -> dict[str, int]:
    end = time.monotonic() + for_s
    while not is_over(now := found()) and time.monotonic() < end:
        time.sleep(0.1)
    return now
