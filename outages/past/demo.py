"""A year of the demo county's outages: faults traced through its lines, a storm, a line that fails often, works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localtime

from accounts.models import User
from accounts.roles import Role
from customers.choices import LocationClass
from gridhealth.models import Feeder, Node, TransformerArea
from outages.choices import Cause
from outages.indices.models import AreaCensus
from outages.past.actions import take_over_faults, take_over_works
from outages.past.values import PastFault, PastWork, Step

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEAR = 364
STORM_DAYS_AGO = 118
MOST_LINES = 60
FAULTS = (
    (Cause.EQUIPMENT, "避雷器击穿，已更换。"), (Cause.EQUIPMENT, "跌落式熔断器烧毁，已更换。"),
    (Cause.TREES, "树枝搭在导线上，已清理。"), (Cause.WEATHER, "雷击断线，已重新接续。"),
    (Cause.OUTSIDE_DAMAGE, "施工车辆碰断导线，已修复。"), (Cause.TREES, "鸟巢造成短路，已清除并加装挡板。"),
)  # fmt: skip
STORM = (Cause.WEATHER, "大风刮倒电杆，已重新立杆架线。")
OLD_LINE = (Cause.EQUIPMENT, "老旧瓷瓶闪络，已更换；该线路已列入改造计划。")
WORKS = (
    ("MAINTENANCE", "更换老旧绝缘子"), ("DEFECT", "更换发热的线夹"), ("MAINTENANCE", "线路清障和登杆检查"),
    ("CONNECTION", "新装用户接入"), ("MAINTENANCE", "更换柱上开关"),
)  # fmt: skip
METHODS = ("INSULATED_GLOVE", "INSULATED_STICK", "BYPASS", "GENERATOR")
WHY_NOT = "杆位紧邻深沟，斗臂车无法靠近，旁路电缆也无处敷设。"


@dataclass
class County:
    """The lines with what hangs where on them, and when each was busy: no two outages of a line overlap."""

    at: datetime
    lines: list[Feeder]
    areas: dict[int, TransformerArea]
    nodes: dict[int, list[tuple[int, int, int | None]]]
    customers: dict[int, int]
    chance: Random = field(default_factory=lambda: Random(836))
    busy: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def moment(self, line: Feeder, day: int, hours: tuple[int, int]) -> datetime | None:
        """A moment of that day when the line was well; None when it was not."""
        begin = localtime(self.at - day * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        found = begin + self.chance.randint(hours[0] * 60, hours[1] * 60 - 1) * MINUTE
        if any(abs(found - other) < DAY for other in self.busy[line.pk]):
            return None
        self.busy[line.pk].append(found)
        return found

    def under(self, line: Feeder, place: float) -> list[TransformerArea]:
        """The areas that lose power when the line breaks at a node, `place` of the way out: the trace."""
        nodes = self.nodes[line.pk]
        low, high, _area = nodes[int(place * (len(nodes) - 1))]
        return [self.areas[area] for lo, _hi, area in nodes if area is not None and low <= lo <= high]

    def where(self, line: Feeder) -> LocationClass:
        return (LocationClass.URBAN, LocationClass.RURAL, LocationClass.RURAL)[line.pk % 3]


def load(at: datetime) -> int:
    staff = (Role.WORKS, Role.DISPATCH, Role.SUPERVISOR)
    people = {role: user for role in staff if (user := User.objects.filter(username=role.value).first())}
    county = _county(at)
    if len(people) < len(staff) or not county.lines:
        return 0
    faults = [fault for line in county.lines for fault in _faults(county, line)]
    works = [work for line in county.lines for work in _works(county, line)]
    return take_over_faults(faults, by=people[Role.DISPATCH]) + take_over_works(works, people=people)


def _county(at: datetime) -> County:
    nodes: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    fed = Node.objects.fed().exclude(feeder=None).order_by("feeder", "lo")
    for line, lo, hi, area in fed.values_list("feeder", "lo", "hi", "area"):
        nodes[line].append((lo, hi, area))
    lines = [line for line in Feeder.objects.filter(areas__isnull=False).distinct().order_by("code") if nodes[line.pk]]
    census = dict(AreaCensus.objects.values_list("area", "customers"))
    return County(at, lines[:MOST_LINES], TransformerArea.objects.in_bulk(), nodes, census)


def _faults(county: County, line: Feeder) -> Iterator[PastFault]:
    """One or two a year, a reclosing now and then; the storm; and the line that fails every other month."""
    n, chance = county.lines.index(line), county.chance
    plans = [(STORM_DAYS_AGO, 0.05, STORM)] if n % 3 else []
    plans += [(day, 0.2, OLD_LINE) for day in (30, 70, 130, 190, 260)] if n == 4 else []
    plans += [(chance.randint(2, YEAR), chance.random(), chance.choice(FAULTS)) for _n in range(chance.randint(0, 2))]
    for day, place, (cause, finding) in plans:
        hours = (15, 18) if finding == STORM[1] else (0, 24)
        if (began := county.moment(line, day, hours)) and (areas := county.under(line, place)):
            yield _fault(county, line, areas, began, cause, finding)
    for _n in range(chance.randint(0, 2)):
        if began := county.moment(line, chance.randint(2, YEAR), (0, 24)):
            yield _reclosing(county, line, began)


def _fault(
    county: County, line: Feeder, areas: Sequence[TransformerArea], began: datetime, cause: str, finding: str
) -> PastFault:  # fmt: skip
    """The crew comes; what can be fed from the other side is back first."""
    chance, is_storm = county.chance, finding == STORM[1]
    arrived = began + chance.randint(18, 110 if is_storm else 60) * MINUTE
    first = arrived + chance.randint(15, 50) * MINUTE
    last = first + chance.randint(30, 420 if is_storm else 150) * MINUTE
    early = len(areas) // 2 if len(areas) > 3 else 0
    steps = tuple(
        Step(area, county.customers.get(area.pk, 0), began, first if n < early else last)
        for n, area in enumerate(areas)
    )
    return PastFault(line, steps, cause, finding, county.where(line), began + MINUTE, arrived)


def _reclosing(county: County, line: Feeder, began: datetime) -> PastFault:
    """The breaker opens and closes again by itself: short for everybody on the line."""
    back = began + county.chance.randint(1, 4) * MINUTE
    steps = tuple(Step(a, county.customers.get(a.pk, 0), began, back) for a in county.under(line, 0))
    return PastFault(line, steps, Cause.UNKNOWN, "", county.where(line), began + MINUTE / 2)


def _works(county: County, line: Feeder) -> Iterator[PastWork]:
    """Two live jobs a line and year, one in two with an outage beside them."""
    chance = county.chance
    for is_live in (True, True, chance.random() < 0.5):
        starts_at = county.moment(line, chance.randint(14, YEAR), (8, 11))
        if starts_at is None:
            continue
        kind, summary = chance.choice(WORKS)
        areas = tuple(county.under(line, chance.uniform(0.3, 0.9))) or tuple(county.under(line, 0))[:1]
        hours, here = chance.randint(2, 6), sum(county.customers.get(area.pk, 0) for area in areas)
        told = {"kind": kind, "summary": summary, "starts_at": starts_at, "ends_at": starts_at + hours * HOUR}
        if is_live:
            yield PastWork(
                line, areas, proposed_at=starts_at - 10 * DAY, live_method=chance.choice(METHODS), **told,
                saved_customer_hours=here * hours, was_moved_by_weather=chance.random() < 0.15,
            )  # fmt: skip
        else:
            yield PastWork(
                line, areas, proposed_at=starts_at - 12 * DAY, why_not_live=WHY_NOT, **told,
                restored_at=starts_at + hours * HOUR - chance.randint(-20, 70) * MINUTE, customers=county.customers,
            )  # fmt: skip
