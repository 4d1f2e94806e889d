"""A worker that is killed in the middle of a batch: every row is one application in the end, and none is two."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from django.db import connection

import applications.batch.actions as batches
from accounts.signin.actions import welcome_customer
from applications.models import Application
from tests.applications.journey import MONDAY, Cast
from tests.applications.test_batch import as_csv, line

WORKER = """
import sys, django
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from applications.batch.actions import run
print("ready", flush=True)
run(at=datetime.fromisoformat(sys.argv[2]))
"""


def work_and_be_killed(after: float) -> bool:
    """Whether the worker was still at work when it was killed."""
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], MONDAY.isoformat()]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    time.sleep(after)
    was_at_work = worker.poll() is None
    worker.kill()
    worker.wait()
    worker.stdout.close()
    return was_at_work


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_no_row_and_makes_none_twice(cast: Cast) -> None:
    village = welcome_customer("13800000021", at=MONDAY)
    batch, _is_new = batches.take_file(as_csv(*[line(n) for n in range(40)]), name="x.csv", by=village, at=MONDAY)
    batches.run(at=MONDAY)
    batches.submit_batch(batch.pk, by=village, at=MONDAY)
    kills = sum(work_and_be_killed(after) for after in (0.15, 0.4))
    assert kills, "nobody was killed, so nothing was proved"
    assert batch.rows.filter(state="QUEUED").exists(), "everything was done before the first kill"
    assert batch.applications.count() == batch.rows.filter(state="DONE").count(), "a row and its case, or neither"
    batches.run(at=MONDAY)
    assert (batch.counts()["DONE"], Application.objects.count()) == (40, 40)
