"""Faults as pages and programs read them, and who may see which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.refusals import Hidden
from accounts.roles import Role
from customers.models import SupplyPoint
from deadlines.models import Event
from gridhealth.rules import distances_m
from gridhealth.topology.queries import areas_fed_through, switch_above
from notifications.templates import find, words
from outages.choices import DARK, OutageStage
from outages.faults.major.rules import REASONS
from outages.faults.pushing import facts as facts_of
from outages.faults.verbs import VERBS
from outages.machine import ON_THE_ROAD
from outages.models import WHERE, Announcement, Outage, Part, Push, points_behind
from outages.planned.choices import PlannedStage

MOST = 200
ANNOUNCED_AND_OPEN = (PlannedStage.NOTIFIED, PlannedStage.STARTED)
ROWS = ("timeline", *WHERE, "cell", "crew")


def told(outage: Outage) -> list[tuple[Push, str]]:
    """What was said of it to people, the last first, each with its subject as it would read now."""
    about, rows = words(facts_of(outage)), outage.pushes.filter(people__gt=0).order_by("-at")
    return [(push, str(find(push.template).subject) % about) for push in rows]


def is_officer(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_staff and user.roles - {Role.GOV})


def visible_to(user: Any) -> QuerySet[Outage]:
    """Officers see every fault; a customer those that touch an account of theirs, or that they reported."""
    rows = Outage.objects.select_related(*ROWS)
    if is_officer(user):
        return rows
    if not user.is_authenticated or user.is_staff:
        return rows.none()
    mine = SupplyPoint.objects.filter(customer__user=user, closed_at=None)
    parts = Part.objects.filter(Q(area__in=mine.values("area")) | Q(area=None, feeder__in=mine.values("feeder")))
    return rows.filter(Q(pk__in=parts.values("outage")) | Q(reports__by=user)).distinct()


def found(number: str, user: Any) -> Outage:
    """By its number, also where it was merged into one that this person may see: an older message names it."""
    seen = visible_to(user)
    row = seen.filter(timeline__reference=number).first()
    if row is None:
        merged = Outage.objects.select_related("merged_into__timeline", *ROWS)
        row = merged.filter(timeline__reference=number, merged_into__in=seen.order_by().values("pk")).first()
    if row is None:
        raise Hidden
    return row


def facts(outage: Outage) -> list[dict[str, Any]]:
    """Label and value, for officers."""
    parts = [part for part in outage.parts.all() if not part.is_void]
    told = [
        (_("Device above"), outage.main_transformer.name if outage.main_transformer else ""),
        (_("Line"), _(", ").join(sorted({outage.feeder.name, *(part.feeder.name for part in parts)}))),
        (_("Cause"), outage.get_cause_display()),
        (_("Found"), outage.finding),
        (_("Crew on site"), _site(outage)),
        (_("Crew"), outage.crew or _("no crew yet")),
        (_("Nearest switch above"), _switch(parts)),
        (_("Customers without power"), sum(part.customers for part in parts if part.back_at is None)),
        (_("Customers affected"), sum(part.customers for part in parts)),
    ]
    return [{"label": label, "value": value} for label, value in told if value != ""]


def _switch(parts: Iterable[Part]) -> str:
    """Where to look first: what everything that is dark hangs behind, and how much of it that is."""
    dark = [part.area for part in parts if part.area and part.back_at is None]
    switch = switch_above(dark) if dark else None
    if switch is None:
        return ""
    behind = areas_fed_through(switch).count()
    return ngettext(
        "%(switch)s; behind it %(dark)s of %(n)s transformer is dark",
        "%(switch)s; behind it %(dark)s of %(n)s transformers are dark", behind,
    ) % {"switch": switch.name, "dark": len(dark), "n": behind}  # fmt: skip


def _site(outage: Outage) -> str:
    """When the crew arrived, and how far its phone was from the place: what it says beside what was measured."""
    if outage.arrived_at is None:
        return ""
    moment = date_format(localtime(outage.arrived_at), "DATETIME_FORMAT")
    if outage.arrived_longitude is None or outage.arrived_latitude is None:
        return moment
    here = (outage.arrived_longitude, outage.arrived_latitude)
    spots = [(part.area or part.feeder).geometry for part in outage.parts.all()]
    metres = round(min(distances_m(here, spots))) if spots else 0
    return _("%(moment)s, the phone %(metres)s m from the place") % {"moment": moment, "metres": metres}


def happened(outage: Outage) -> list[dict[str, Any]]:
    """The outage's timeline, newest first."""
    names = {name: verb.label for name, verb in VERBS.items()}
    names |= {
        "detect": _("Detected"), "restore_part": _("Partly restored"), "verify": _("Restoration verified"),
        "reopen": _("Open again"), "declare": _("Declared a major event"),
        "still_out": _("A customer still has no power"),
    }  # fmt: skip
    events = outage.timeline.events.select_related("by").order_by("-seq")
    return [
        {"at": one.at, "title": names.get(one.verb, one.verb), "by": one.by or _("The portal"), "text": _why(one)}
        for one in events
    ]


def _why(event: Event) -> str:
    """The words of a person, or what the portal went by."""
    return event.reason or _(", ").join(str(REASONS[key]) for key in event.data.get("reasons", ()) if key in REASONS)


def jobs_of(crew: Any) -> QuerySet[Outage]:
    """What a crew has to see to, also as a part of a major event; the most urgent arrival first."""
    part_of = Q(stage__in=DARK, merged__stage=OutageStage.UPGRADED, merged__crew=crew)
    rows = Outage.objects.filter(Q(crew=crew, stage__in=ON_THE_ROAD) | part_of).distinct().select_related(*ROWS)
    rows = rows.prefetch_related("parts__area", "estimates", *(f"merged__{name}" for name in WHERE))
    return rows.order_by(F("arrived_at").asc(nulls_first=True), "arrive_by_at", "pk")


def is_out(outage: Outage, user: Any) -> bool:
    """Whether an account of this person is behind a part that is dark."""
    return points_behind(outage.parts.dark().filter(is_void=False)).filter(customer__user=user).exists()


def places(outage: Outage, user: Any) -> list[str]:
    """The names of the parts behind which this person has an account, without a pole or an address."""
    mine = (
        points_behind(outage.parts.filter(is_void=False)).filter(customer__user=user).select_related("area", "feeder")
    )
    return sorted({(point.area or point.feeder or outage.feeder).name for point in mine})


def for_customer(outage: Outage, user: Any) -> dict[str, Any]:
    """What it means to this person: out, back since when, or none of the network at all, and then why not."""
    is_dark, mine = is_out(outage, user), places(outage, user)
    parts = outage.parts.filter(is_void=False, back_at__isnull=False).select_related("area", "feeder")
    own = [part.back_at for part in parts if mine and (part.area or part.feeder).name in mine]
    void = outage.timeline.events.filter(verb__in=("call_off", "leave_to_customer")).order_by("-seq").first()
    return {
        "is_out": is_dark, "places": mine, "why_none": void.reason if void else "",
        "back_at": outage.restored_at or (None if is_dark else max(filter(None, own), default=None)),
    }  # fmt: skip


def accounts(user: Any) -> list[dict[str, Any]]:
    """Is it me: each account of this person with the fault or the work that leaves it dark, now or soon."""
    if user is None:
        return []
    points = list(SupplyPoint.objects.filter(customer__user=user, closed_at=None).select_related("area", "feeder"))
    dark = Part.objects.dark().filter(is_void=False).select_related("outage__timeline")
    parts = {(part.feeder_id, part.area_id): part.outage for part in dark.filter(_behind(points))}
    works = _works(points)
    return [
        {"point": point, "place": (point.area or point.feeder or point), "outage": _fault_of(point, parts),
         "work": works.get(point.area_id or 0)}
        for point in points
    ]  # fmt: skip


def _behind(points: Iterable[SupplyPoint]) -> Q:
    areas = [point.area_id for point in points if point.area_id]
    return Q(area__in=areas) | Q(area=None, feeder__in=[point.feeder_id for point in points if not point.area_id])


def _fault_of(point: SupplyPoint, parts: Mapping[tuple[int, int | None], Outage]) -> Outage | None:
    if point.area is not None:
        return parts.get((point.area.feeder_id, point.area_id))
    return parts.get((point.feeder_id or 0, None))


def _works(points: Iterable[SupplyPoint]) -> dict[int, Announcement]:
    """The newest announcement of planned work for each area, where it is still to come or going on."""
    areas = [point.area_id for point in points if point.area_id]
    told = Announcement.objects.filter(work__areas__in=areas, work__stage__in=ANNOUNCED_AND_OPEN, followed_by=None)
    return {told_of.area: told_of for told_of in told.annotate(area=F("work__areas")).order_by("-starts_at")}
