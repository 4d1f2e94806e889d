"""A sweeper that is killed without warning, again and again: nothing is lost and nothing is told twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from django.db import connection

from deadlines.holds import release
from deadlines.models import Alert, Hold
from deadlines.sweeping import sweep
from notifications.models import Message
from tests.deadlines.cast import case, clock, moment, officer, supervisor

AT = moment("2026-09-25 09:00")
PATIENCE_S = 30
SWEEPER = """
import sys, django
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from deadlines.sweeping import sweep
print("ready", flush=True)
while sweep(at=datetime.fromisoformat(sys.argv[2]), limit=1):
    pass
"""


def sweep_and_be_killed(after: float) -> bool:
    """Whether the sweeper was still at work when it was killed."""
    database = connection.settings_dict["NAME"]
    sweeper = subprocess.Popen(
        [sys.executable, "-c", SWEEPER, database, AT.isoformat()], stdout=subprocess.PIPE, text=True
    )
    assert sweeper.stdout is not None
    assert sweeper.stdout.readline() == "ready\n"
    time.sleep(after)
    was_at_work = sweeper.poll() is None
    sweeper.kill()
    sweeper.wait()
    sweeper.stdout.close()
    until_nobody_holds_a_row()
    return was_at_work


def until_nobody_holds_a_row() -> None:
    """The server notices only after a moment that whoever it worked for is dead; so long his rows are skipped."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND xact_start IS NOT NULL"
    )
    end = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while cursor.execute(others) or cursor.fetchone()[0]:
            assert time.monotonic() < end, "the dead one's session goes on"
            time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_kills_in_the_middle_lose_nothing_and_repeat_nothing() -> None:
    for n in range(150):
        clock(case(f"XC-{n}"), responsible=officer(f"manager{n}"))
    kills = sum(sweep_and_be_killed(random.uniform(0.02, 0.15)) for _n in range(2))
    while sweep(at=AT):
        pass
    assert (Alert.objects.count(), Message.objects.count()) == (300, 0), "so many at once wait for a look"
    release(Hold.objects.get().pk, by=supervisor(), at=AT, reason="the clock and the calendar are right")
    kills += sum(sweep_and_be_killed(random.uniform(0.02, 0.15)) for _n in range(3))
    assert kills, "nobody was killed, so nothing was proved"
    assert Message.objects.count() < 300
    while sweep(at=AT):
        pass
    told = Message.objects.filter(recipient__username__startswith="manager")
    assert (Alert.objects.count(), Alert.objects.untold().count(), told.count()) == (300, 0, 150)
