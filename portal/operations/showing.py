"""What the operations pages show: what is late, what waits for a person, how each driver and outside system is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from connectors.models import Breaker, ConnectorCall
from deadlines.alerts import CLOCK_JUMP
from deadlines.models import Alert, CalendarYear, Extension, Heartbeat, Hold, Proposal
from deadlines.proposals.models import ProposalKind
from deadlines.words import day_reason
from portal.health import SILENCE, drivers, late_things, soon_needed

MOST = 50
LATE = {
    "silent_drivers": _("drivers that have said nothing for three minutes"),
    "sweep_never_ran": _("the sweep has never run"),
    "clocks_not_swept": _("clocks that nobody has looked at in time"),
    "alerts_not_told": _("alerts that nobody was told of in time"),
    "alerts_given_up": _("alerts given up after several tries"),
    "alerts_held": _("alerts held back until a supervisor has looked"),
    "clock_jumped": _("the machine's clock is off"),
    "deliveries_overdue": _("messages that should have left by now"),
    "deliveries_given_up": _("messages given up after several tries"),
    "invariants_broken": _("things that must hold and do not; see True times"),
    "disk_nearly_full": _("the disk is nearly full"),
    "database_without_room": _("the database can write nothing: its disk is full"),
    "locks_waited_for": _("statements that wait long for what another has locked"),
}
DRIVERS = {
    "sweep": _("Sweep of the clocks, by whichever driver"),
    "sweep-beat": _("Sweep by the timetable"),
    "sweep-loop": _("Sweep by the loop of its own"),
}

SYSTEMS = {
    "app": _("State Grid app"),
    "construction": _("Construction approval platform"),
    "elicence": _("Electronic licences"),
    "hotline": _("Hotline 95598"),
    "identity": _("Provincial identity"),
    "investment": _("Investment platform"),
    "marketing": _("Marketing system"),
    "sms": _("SMS"),
    "wechat": _("WeChat"),
}


class Driver(NamedTuple):
    key: str
    name: Any
    at: datetime
    is_silent: bool


class System(NamedTuple):
    """One outside system over the last day."""

    name: Any
    calls: int
    unknown: int
    last_well_at: datetime | None
    is_resting: bool


def overview(*, at: datetime) -> dict[str, Any]:
    late, soon = late_things(at=at), soon_needed(at=at)
    newest = Alert.objects.unanswered().order_by("clock", "-at", "-pk").distinct("clock").values("pk")
    unanswered = Alert.objects.filter(pk__in=newest).select_related("clock__timeline", "clock__responsible")
    return {
        "late": [(LATE.get(kind, kind), count) for kind, count in late.items()],
        "missing_year": soon.get("calendar_year"),
        "drivers": [
            Driver(one.name, DRIVERS.get(one.name, one.name), one.at, one.at < at - SILENCE)
            for one in drivers().order_by("name")
        ],
        "jump": Heartbeat.objects.filter(name=CLOCK_JUMP).first(),
        "hold": Hold.objects.open().annotate(count=Count("alerts", filter=Q(alerts__announced_at=None))).first(),
        "parked": list(Alert.objects.parked().select_related("clock__timeline").order_by("pk")[:MOST]),
        "unanswered": list(unanswered.order_by("due_on", "pk")[:MOST]),
        "systems": systems(at=at),
        "later_days": _later_days(at),
    }


def _later_days(at: datetime) -> list[Extension]:
    """Later days that a second person can still confirm, the oldest first."""
    rows = Extension.objects.waiting(at=at).select_related("timeline", "clock", "proposed_by")
    return list(rows.order_by("proposed_at")[:MOST])


def systems(*, at: datetime) -> list[System]:
    """How the outside systems answered since yesterday."""
    resting = dict(Breaker.objects.values_list("system", "open_until"))
    since = ConnectorCall.objects.filter(at__gte=at - timedelta(days=1)).values("system")
    silent = Q(outcome="UNKNOWN")
    rows = since.annotate(calls=Count("pk"), unknown=Count("pk", filter=silent), well=Max("at", filter=~silent))
    return [
        System(
            SYSTEMS.get(row["system"], row["system"]), row["calls"], row["unknown"], row["well"],
            bool((resting.get(row["system"]) or at) > at),
        )
        for row in rows.order_by("system")
    ]  # fmt: skip


def effects(row: Proposal) -> dict[str, Any]:
    """What a proposal would change, with days as days: the promises that move and the days of a calendar."""
    if row.kind != ProposalKind.CALENDAR:
        return {"effective_from": parse_date(str(row.content.get("effective_from", "")))}
    found = row.findings[0]
    moves = [(case, kind, parse_date(old), parse_date(new)) for case, kind, old, new in found["moves"]]
    days = [(parse_date(day), works, day_reason(why)) for day, works, why in row.content["days"]]
    return {"moved": found["moved"], "moves": moves, "days": days}


def changes() -> dict[str, Any]:
    """Dated data: what is proposed, what was decided, which years are loaded."""
    people = ("proposed_by", "decided_by")
    return {
        "open": Proposal.objects.open().select_related(*people),
        "decided": Proposal.objects.decided().select_related(*people)[:MOST],
        "years": CalendarYear.objects.order_by("-year")[:4],
    }
