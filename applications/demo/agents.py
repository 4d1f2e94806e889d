"""Who acts for whom in the demo county, and a village's file of homes, checked and waiting to be submitted."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import StringIO

from django.utils import timezone

from accounts.models import User
from applications.agency import actions as agency
from applications.agency.models import Mandate
from applications.batch import actions as batches
from applications.batch.columns import COLUMNS
from applications.batch.models import Batch
from applications.models import Application
from applications.stages import OPEN
from connectors.elicence.register import Person
from connectors.elicence.simulator import REGISTER

FIRST, SECOND, THIRD = "13800000001", "13800000002", "13800000003"
# Owner, agent, the agent's name as the owner wrote it, acts, days until the last one, for one case alone
GIVEN = (
    (THIRD, SECOND, "陈国强", ["APPLY", "VISIT", "PLAN"], 90, False),
    (SECOND, FIRST, "刘秀兰", ["VISIT", "WORKS"], 30, True),
    (FIRST, "13800000004", "周师傅", ["VISIT"], 60, False),
)
HOMES = 6
FIRST_PERSON = 60
VILLAGE = "新集镇", "代咀村新民组 {} 号"


def load(at: datetime) -> int:
    """Once; how many words and files there are."""
    people = {user.phone: user for user in User.objects.customers() if user.phone}
    if Mandate.objects.exists() or not {FIRST, SECOND, THIRD} <= people.keys():
        return 0
    given_at = at - timedelta(days=12)
    for owner, agent, name, acts, days, is_for_one in GIVEN:
        case = Application.objects.filter(applicant=people[owner], stage__in=OPEN).order_by("-pk").first()
        mandate = agency.name_agent(
            by=people[owner], at=given_at, name=name, phone=agent, acts=acts, case=case.number if case and is_for_one
            else "", until_on=timezone.localdate(at) + timedelta(days=days),
        )  # fmt: skip
        agency.seal(mandate.pk, at=given_at)
    agency.revoke(mandate.pk, by=people[FIRST], at=at - timedelta(days=3))
    return len(GIVEN) + _village(people[SECOND], at=at)


def _village(by: User, *, at: datetime) -> int:
    people = [REGISTER.persons[(FIRST_PERSON + n) % len(REGISTER.persons)] for n in range(HOMES)]
    batch, _is_new = batches.take_file(_file(people), name="代咀村新民组.csv", by=by, at=at - timedelta(hours=2))
    batches.check_rows(batch.pk, at=at)
    return Batch.objects.count()


def _file(people: Iterable[Person]) -> bytes:
    """Two of the rows are as people really write them: a number that lost a digit, and no consent yet."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow([column.zh for column in COLUMNS])
    for n, one in enumerate(people, 1):
        number = one.citizen_id[:-1] if n == 2 else one.citizen_id
        town, address = VILLAGE
        sheet.writerow([one.name, "居民", number, town, address.format(n), "居民", 8, "" if n == 5 else "是", ""])
    return out.getvalue().encode("gbk", errors="replace")
