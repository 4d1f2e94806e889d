"""How a fault becomes known: signals of terminals and reports of people, merged into one event a cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, IntegerField, Max, Q
from django.db.models.functions import Coalesce, Greatest

from customers.choices import LocationClass
from customers.models import SupplyPoint
from deadlines import actions as deadlines
from deadlines.choices import Party
from deadlines.models import Timeline
from gridhealth.models import Feeder, TransformerArea
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import PowerEvent
from outages import moving
from outages.choices import OutageStage, Source, Verdict
from outages.faults import actions, crews, pushing, restoring, rules, upstream
from outages.faults.major import actions as major
from outages.models import Estimate, Outage, Part, Report, points_behind

Moments = Mapping[TransformerArea, datetime]


class Word(NamedTuple):
    """A terminal's last word: power went or came in an area, or, without one, on the line as a whole."""

    kind: str
    at: datetime
    area: int | None
    line: int


@transaction.atomic
def take_power(events: Sequence[PowerEvent], *, at: datetime) -> list[Outage]:
    """What terminals say has gone or come back. One line after the other, each under its lock; then what is found of
    one cut is confirmed together."""
    by_line: dict[int, list[Word]] = defaultdict(list)
    for word in _latest(events):
        by_line[word.line].append(word)
    lines = {line.pk: line for line in Feeder.objects.select_for_update().filter(pk__in=by_line).order_by("pk")}
    upstream.lock(lines)
    dark_areas, dark_lines = _dark(lines)
    found = set()
    for line_id, line in lines.items():
        told = [one for one in by_line[line_id] if _is_news(one, dark_areas.get(line_id, set()), dark_lines)]
        gone = [word for word in told if word.kind == PowerKind.OFF]
        back = [word for word in told if word.kind == PowerKind.ON]
        if gone:
            found.add(_take_gone(line, gone, at=at).pk)
        if back:
            _take_back(line, back, at=at)
    for pk in Outage.objects.filter(pk__in=found, stage=OutageStage.DETECTED).values_list("pk", flat=True):
        actions.confirm(pk, by=None, at=at)
    return list(Outage.objects.filter(pk__in=found).open().order_by("pk"))


def _dark(lines: Iterable[int]) -> tuple[dict[int, set[int]], set[int]]:
    """Which areas of each line are dark already, and which lines as a whole: two statements in the worst storm."""
    parts = Part.objects.filter(feeder__in=list(lines), back_at=None, is_void=False)
    areas: dict[int, set[int]] = defaultdict(set)
    for line, area in parts.exclude(area=None).values_list("feeder", "area"):
        areas[line].add(area)
    return areas, set(parts.filter(area=None).values_list("feeder", flat=True))


def _is_news(word: Word, dark_areas: set[int], dark_lines: set[int]) -> bool:
    """A gasp from where it is dark already says nothing new, nor does power where nothing is dark."""
    is_dark = word.area in dark_areas if word.area else word.line in dark_lines
    if word.kind == PowerKind.OFF:
        return not is_dark
    return is_dark or (word.area is None and bool(dark_areas))


def _latest(events: Iterable[PowerEvent]) -> list[Word]:
    """A terminal's last word by its own clock: a breaker that chatters says one thing in the end.

    Thousands come at once in a storm, so they stay values: objects are made of what is news alone.
    """
    asked = {event.terminal_id for event in events}
    newest = PowerEvent.objects.filter(terminal__in=asked).order_by("terminal", "-at", "-pk").distinct("terminal")
    line = Coalesce("terminal__feeder", "terminal__area__feeder")
    return [Word(*row) for row in newest.values_list("kind", "at", "terminal__area", line)]


def _take_gone(line: Feeder, words: Sequence[Word], *, at: datetime) -> Outage:
    moment = rules.agreed((word.at for word in words), heard_at=at)
    heard: dict[int, list[datetime]] = defaultdict(list)
    for word in words:
        heard[word.area or 0].append(word.at)
    is_switch = bool(heard.pop(0, None))
    rows = TransformerArea.objects.in_bulk(list(heard))
    areas = {rows[pk]: rules.believed(rules.agreed(told, heard_at=at), agreed_at=moment) for pk, told in heard.items()}
    return cut(line, areas, at=at, began_at=moment, source=Source.TELEMETRY, is_switch_open=is_switch)


def _take_back(line: Feeder, words: Sequence[Word], *, at: datetime) -> None:
    """Power that came back, also where nobody had told that it went."""
    dark = Part.objects.filter(feeder=line, back_at=None, is_void=False)
    whole = max((word.at for word in words if word.area is None), default=None)
    areas = {word.area: word.at for word in words if word.area}
    back = dark if whole else dark.filter(area__in=areas)
    by_outage: dict[int, dict[int, datetime]] = defaultdict(dict)
    for part in back:
        moment = areas.get(part.area_id or 0) or whole or at
        by_outage[part.outage_id][part.pk] = max(part.off_at, min(moment, at))
    for outage_id, parts in sorted(by_outage.items()):
        restoring.restore_parts(outage_id, parts, by=None, at=at, is_measured=True)


@transaction.atomic
def cut(
    line: Feeder, areas: Moments, *, at: datetime, began_at: datetime, source: str, is_switch_open: bool = False,
    by: Any = None,
) -> Outage:  # fmt: skip
    """The one event of this cut: that of a whole line, one of the same moment, one of the same part, or a new one.

    Whoever it leaves dark after the others were told is told as well.
    """
    Feeder.objects.select_for_update().get(pk=line.pk)
    upstream.lock([line.pk])
    outage = _same_cut(line, areas, began_at)
    if outage is None:
        spoken = _told(Q(area__in=list(areas)), since=began_at).values_list("reported_at", flat=True)
        heard_at = min([at, *spoken])
        outage = open_fault(line, at=at, heard_at=heard_at, began_at=began_at, source=source, by=by)
    new = _darken(outage, line, areas, at=at)
    dark = outage.parts.filter(feeder=line, back_at=None).exclude(area=None).count()
    every = line.areas.count()
    if outage.area_id is None and rules.is_whole_line(dark, every, is_switch_open=is_switch_open):
        new += _darken(outage, line, dict.fromkeys(line.areas.all(), began_at), at=at)
        new += _darken_line(outage, line, began_at)
    _settle_extent(outage, began_at)
    take_in(outage, at=at)
    outage = upstream.gather(outage, line, at=at)
    if new and outage.stage != OutageStage.DETECTED:
        gone = outage.parts.filter(pk__in=new)
        pushing.push(outage, pushing.BEGAN, gone, at=at, turn=f":{max(new)}", is_heard_once=True)
    major.judge(outage, at=at)
    moving.changed(outage, at=at)
    return outage


def take_in(outage: Outage, *, at: datetime) -> None:
    """Who spoke of it before it was known is part of it, and the promise of arrival runs from the first of them."""
    dark = outage.parts.dark()
    behind = Q(area__in=dark.values("area")) | Q(supply_point__in=points_behind(dark.filter(area=None)))
    told = dict(_told(behind, since=outage.began_at or at).values_list("pk", "reported_at"))
    if told:
        Report.objects.filter(pk__in=told).update(outage=outage, verdict=Verdict.PART_OF)
        heard_at = min(told.values())
        crews.heard_since(outage, heard_at, rules.arrival(outage.location_class, heard_at), at=at)


def _told(behind: Q, *, since: datetime) -> Any:
    return Report.objects.loose().filter(behind, reported_at__gte=since - rules.REPORTS_TOGETHER)


def _settle_extent(outage: Outage, began_at: datetime) -> None:
    first = outage.parts.select_related("area").order_by("pk")[:2]
    outage.area = first[0].area if len(first) == 1 else None
    outage.began_at = min(outage.began_at or began_at, began_at)
    outage.save(update_fields=["area", "began_at"])


def _same_cut(line: Feeder, areas: Moments, moment: datetime) -> Outage | None:
    touching = Outage.objects.dark().filter(Q(feeder=line) | Q(parts__feeder=line)).distinct()
    for outage in touching.order_by("pk"):
        parts = outage.parts.filter(feeder=line, back_at=None, is_void=False)
        is_whole, has_part = parts.filter(area=None).exists(), parts.filter(area__in=list(areas)).exists()
        if is_whole or has_part or rules.is_same_cut(outage.began_at or moment, moment):
            return Outage.objects.locked(outage.pk)
    return _flapped(line, areas, moment)


def _flapped(line: Feeder, areas: Moments, moment: datetime) -> Outage | None:
    """One that was over for a moment only, and so never was."""
    parts = Part.objects.filter(feeder=line, area__in=list(areas), is_void=False)
    last = parts.filter(back_at__gte=moment - rules.FLAP).order_by("-back_at").first()
    return restoring.reopen(last.outage_id, by=None, at=moment) if last else None


def _darken(outage: Outage, line: Feeder, areas: Moments, *, at: datetime) -> list[int]:
    """Add parts that are not dark yet; one that was back for a moment only was never back. The keys of the new."""
    dark = set(Part.objects.filter(area__in=list(areas), back_at=None, is_void=False).values_list("area_id", flat=True))
    new = {area: moment for area, moment in areas.items() if area.pk not in dark}
    flapped = outage.parts.filter(area__in=list(new), back_at__gte=min(areas.values(), default=at) - rules.FLAP)
    again = set(flapped.values_list("area_id", flat=True))
    flapped.update(back_at=None)
    new = {area: moment for area, moment in new.items() if area.pk not in again}
    made = Part.objects.bulk_create(
        Part(outage=outage, feeder=line, area=area, off_at=off_at, customers=count)
        for (area, off_at), count in zip(_free(new).items(), _counts(list(new)), strict=True)
    )
    return [part.pk for part in made]


def _free(areas: Moments) -> Moments:
    """Not before an earlier outage of the same part was over."""
    earlier = Part.objects.filter(area__in=list(areas), is_void=False, back_at__isnull=False)
    over = dict(earlier.values_list("area").annotate(last=Max("back_at")))
    return {area: max(moment, over.get(area.pk, moment)) for area, moment in areas.items()}


def _counts(areas: Sequence[TransformerArea]) -> list[int]:
    """How many customers each has: those who were counted, or at least the accounts known here."""
    open_points = Count("supply_points", filter=Q(supply_points__closed_at=None))
    found = TransformerArea.objects.filter(pk__in=[area.pk for area in areas]).annotate(accounts=open_points)
    known = found.annotate(n=Greatest("accounts", Coalesce("census__customers", 0), output_field=IntegerField()))
    counted = dict(known.values_list("pk", "n"))
    return [counted[area.pk] for area in areas]


def _darken_line(outage: Outage, line: Feeder, moment: datetime) -> list[int]:
    """The customers who hang on the line itself."""
    if Part.objects.filter(feeder=line, area=None, back_at=None, is_void=False).exists():
        return []
    own = SupplyPoint.objects.filter(feeder=line, area=None, closed_at=None).count()
    return [Part.objects.create(outage=outage, feeder=line, off_at=moment, customers=own).pk]


def open_fault(
    line: Feeder, *, at: datetime, began_at: datetime, source: str, heard_at: datetime | None = None, by: Any = None
) -> Outage:  # fmt: skip
    """A new fault with its number, its first estimate and the clock of the arrival, from the first word of it."""
    heard_at = heard_at or at
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('outages_outage', 'id'))")
        number = cursor.fetchone()[0]
    reference = f"TD{number:08d}"
    timeline = Timeline.objects.create(reference=reference, url=f"/outages/{reference}/", opened_at=at)
    site = SupplyPoint.objects.filter(Q(area__feeder=line) | Q(feeder=line)).select_related("site").first()
    where = site.site.location_class if site else LocationClass.RURAL
    times = rules.arrival(where, heard_at)
    outage = Outage.objects.create(
        pk=number, timeline=timeline, stage=OutageStage.DETECTED, source=source, feeder=line,
        cell=line.cell, location_class=where, began_at=began_at, detected_at=heard_at, crew=crews.crew_of(line.cell),
        arrive_by_at=times.promised_at, legal_arrive_by_at=times.legal_at,
    )  # fmt: skip
    moving.record(outage, "detect", "", by=by, at=at, data={"source": source})
    Estimate.objects.create(outage=outage, back_at=rules.first_estimate(where, at), made_at=at, by=by)
    deadlines.start(
        timeline, crews.ARRIVAL_CLOCK, owner=Party.COMPANY, at=heard_at, until=times.promised_at, rule="R-29",
        responsible_id=outage.crew_id,
    )  # fmt: skip
    return outage
