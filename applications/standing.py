"""What every move asks of the rows around its case, in one statement."""

from __future__ import annotations

from typing import NamedTuple

from accounts.models import User
from applications.agency.models import Mandate
from applications.energise.models import Contract
from applications.gathering import keep_machine
from applications.intake.models import Document
from applications.models import Application
from applications.stages import Stage
from applications.works.models import CustomerWorks, GridWorks
from approvals.models import Filing, Permit, Round
from deadlines.choices import Party
from deadlines.gathering import Rows, Written, remember
from deadlines.models import Clock, Pause
from notifications.webhooks.choices import Topic
from notifications.webhooks.models import Webhook


class Standing(NamedTuple):
    """Why the company's clocks rest, the clocks that run, and the addresses of programs that want to hear."""

    resting: set[str]
    clocks: list[Clock]
    hooks: list[Webhook]


def _around(case: int, timeline: int) -> dict[str, Rows]:
    return {
        "papers": Document.objects.unsettled().filter(application=case)[:1],
        "contract": Contract.objects.filter(application=case).order_by("-id")[:1],
        "pauses": Pause.objects.filter(timeline=timeline, owner=Party.COMPANY, ended_at=None),
        "clocks": Clock.objects.running().filter(timeline=timeline),
        "hooks": Webhook.objects.about(Topic.APPLICATION),
    }


def _during_works(case: int, timeline: int, round_id: int) -> dict[str, Rows]:
    return {
        **_around(case, timeline),
        "grid_works": GridWorks.objects.filter(application=case)[:1],
        "customer_works": CustomerWorks.objects.filter(application=case)[:1],
        "round": Round.objects.filter(pk=round_id),
        "permits": Permit.objects.filter(round=round_id),
        "filings": Filing.objects.filter(round=round_id),
    }


def _agents(applicant: int, case: int) -> dict[str, Rows]:
    named = Mandate.objects.standing().over(case, owner=applicant).values("agent_index")
    signed_in = User.objects.customers().filter(phone_index__in=named, is_active=True)
    return {"agents": signed_in.order_by("pk").values_list("pk")}


AROUND, DURING_WORKS, AGENTS = Written(_around), Written(_during_works), Written(_agents)


def agents_of(case: Application) -> list[int]:
    """Who acts for the customer in this case now and has signed in before, by their keys."""
    return [pk for (pk,) in AGENTS.read(case.applicant_id, case.pk)["agents"]]


def stand(case: Application) -> Standing:
    """Read them, and put each where the case looks for it."""
    if case.stage == Stage.WORKS:
        found = DURING_WORKS.read(case.pk, case.timeline_id, case.round_id)
        _keep_works(case, found)
    else:
        found = AROUND.read(case.pk, case.timeline_id)
    case.has_unsettled_papers = bool(found["papers"])
    case.contract = next(iter(found["contract"]), None)
    return Standing({pause.reason for pause in found["pauses"]}, found["clocks"], found["hooks"])


def _keep_works(case: Application, found: dict[str, list[object]]) -> None:
    for name in ("grid_works", "customer_works"):
        keep_machine(case, name, next(iter(found[name]), None))
    for round_ in found["round"]:
        case.round = round_
        remember(round_, "permits", found["permits"])
        remember(round_, "filings", found["filings"])
