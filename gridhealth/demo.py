"""A made-up county network, the same every time: plausible, with room here and full transformers there.

The whole county has 60 lines, some 2,000 transformer areas and 100,000 customers; tests take its `SMALL` part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from gridhealth.actions import store
from gridhealth.choices import Crs, SupplyArea, VectorGroup
from gridhealth.health.demo import load as load_health
from gridhealth.hosting.demo import load as load_roofs
from gridhealth.importing.demo import load as load_import
from gridhealth.models import Feeder, GridCell, MainTransformer, Substation, TransformerArea
from gridhealth.topology import actions as topology
from gridhealth.topology.demo import hang
from gridhealth.towns import TOWNS, Town, town_near
from gridhealth.upgrades.demo import load as load_upgrades

WESTS = (114.550, 114.725, 114.900, 115.075, 115.250)
SOUTHS = (31.460, 31.680, 31.900)
CELL_NAMES = (
    ("卡房网格", "县城网格", "周河网格", "东南山区网格"),
    ("苏河网格", "吴陈河网格", "八里畈网格", "沙窝网格"),
)
# The county seat, and the cells of its two larger towns; the mountains around are the last class.
SUPPLY_AREAS = {"C02": SupplyArea.C, "C03": SupplyArea.D, "C06": SupplyArea.D, "C08": SupplyArea.D}
DYN11_FROM_KVA = 200  # smaller ones are older


class Station(NamedTuple):
    """A substation: where, which transformers (rated and peak kVA), and to which towns its lines run."""

    code: str
    name: str
    kv: int
    place: tuple[float, float]
    mains: tuple[tuple[int, int], ...]
    towns: tuple[int, ...]


SUBSTATIONS = (
    Station("XJ", "新集变", 110, (114.866, 31.646), ((50_000, 26_400), (50_000, 31_800)), (0, 0, 5, 6, 8, 13)),
    Station("SW", "沙窝变", 35, (115.158, 31.716), ((10_000, 4_900),), (1, 4, 14)),
    Station("WCH", "吴陈河变", 35, (114.776, 31.772), ((10_000, 5_600),), (2, 3, 7)),
)
# What the whole county has besides: two more stations of 110 kV, and one of 35 kV in every second township.
MORE_SUBSTATIONS = (
    Station("BS", "宝石变", 110, (114.905, 31.705), ((40_000, 19_500), (40_000, 17_200)), (0, 0, 0, 7, 7, 4, 4, 5)),
    Station(
        "JJ", "将军变", 110, (114.742, 31.560), ((40_000, 18_400), (40_000, 20_300)), (6, 10, 11, 12, 9, 11, 6, 10)
    ),
    Station("SH", "苏河变", 35, (114.632, 31.770), ((10_000, 5_100), (6_300, 2_900)), (3, 3, 8, 2)),
    Station("BLF", "八里畈变", 35, (115.036, 31.762), ((10_000, 5_900), (10_000, 4_400)), (4, 4, 1, 5)),
    Station("ZH", "周河变", 35, (115.052, 31.590), ((10_000, 4_700),), (5, 5, 14)),
    Station("DSH", "陡山河变", 35, (114.716, 31.638), ((10_000, 5_200),), (6, 6, 8)),
    Station("QJ", "千斤变", 35, (114.688, 31.714), ((10_000, 6_100),), (8, 8, 2)),
    Station("KF", "卡房变", 35, (114.636, 31.576), ((6_300, 2_800),), (9, 9, 10)),
    Station("JCH", "箭厂河变", 35, (114.756, 31.490), ((10_000, 4_300),), (12, 12, 10)),
    Station("SD", "泗店变", 35, (114.842, 31.536), ((10_000, 5_500),), (13, 13, 14, 12)),
    Station("TP", "田铺变", 35, (114.958, 31.528), ((6_300, 2_600),), (14, 14, 13, 5)),
)


class Size(NamedTuple):
    """How much of the county: stations, areas on a line at least and at most, and of how many areas one is full."""

    stations: tuple[Station, ...]
    areas_a_line: tuple[int, int]
    full_of: int


SMALL = Size(SUBSTATIONS, (10, 10), 9)
WHOLE = Size(SUBSTATIONS + MORE_SUBSTATIONS, (24, 43), 50)
RATINGS_KVA = (100, 160, 200, 200, 315, 400, 400, 500, 630)
SURNAMES = "张王李陈胡吴杨周肖曾余熊汪韩"
LANDS = "湾冲畈店楼岗洼榜"
SIDES = ("", "上", "下", "大", "小", "老", "新", "东", "西")
# To three townships the line is full.
FULL_LINES = {"S-XJ-F05", "S-XJ-F06", "S-WCH-F03"}
# Of so many transformers one is full and one nearly so.
SHARES = {3: 0.86, 7: 0.76}


def load(at: datetime, size: Size = WHOLE) -> int:
    """The network, and a year of its health."""
    made = load_network(at, size)
    load_health(at)
    return made + load_roofs(localdate(at)) + load_upgrades(at) + load_import(at)


def load_network(at: datetime, size: Size = SMALL) -> int:
    """Store the network once; a second call finds it and leaves it."""
    if GridCell.objects.exists():
        return 0
    rows = list(network(Random(411523), localdate(at), size))
    stored = store([*rows, *hang(rows)])
    topology.derive()
    return stored


@dataclass
class County:
    """What every part of the made-up network needs to know."""

    chance: Random
    day: date
    full_of: int = 9
    cells: dict[tuple[int, int], GridCell] = field(default_factory=dict)
    villages: set[str] = field(default_factory=set)

    def cell_at(self, lon: float, lat: float) -> GridCell:
        column = max(n for n in range(4) if n == 0 or lon >= WESTS[n])
        return self.cells[(1 if lat >= SOUTHS[1] else 0, column)]

    def village(self) -> str:
        """A name as the villages of these hills have them, each once."""
        while True:
            side = self.chance.choice(SIDES) if len(self.villages) > 300 else ""  # so many need more words
            name = side + self.chance.choice(SURNAMES) + self.chance.choice(SURNAMES + LANDS)
            name += self.chance.choice(LANDS)
            if name not in self.villages:
                self.villages.add(name)
                return name

    def decimal(self, low: float, high: float) -> Decimal:
        return Decimal(f"{self.chance.uniform(low, high):.2f}")


def network(chance: Random, day: date, size: Size = SMALL) -> Iterator[Any]:
    """Cells, substations, transformers, lines and areas, each after what it hangs on."""
    county = County(chance, day, size.full_of)
    county.cells = {(row, column): _cell(row, column) for row in range(2) for column in range(4)}
    yield from county.cells.values()
    for facts in size.stations:
        station = _substation(county, facts)
        mains = [_main(county, station, n, *ratings) for n, ratings in enumerate(facts.mains, 1)]
        lines = [_line(county, station, mains[n % len(mains)], n, TOWNS[town]) for n, town in enumerate(facts.towns, 1)]
        yield from (station, *mains, *lines)
        for line in lines:
            yield from (_area(county, line, n) for n in range(1, chance.randint(*size.areas_a_line) + 1))
        if facts.code == "XJ":
            yield _line_35kv(county, station, mains[0])


def _cell(row: int, column: int) -> GridCell:
    west, east, south, north = WESTS[column], WESTS[column + 1], SOUTHS[row], SOUTHS[row + 1]
    code = f"C{row * 4 + column + 1:02d}"
    cell = GridCell(code=code, name=CELL_NAMES[row][column], supply_area=SUPPLY_AREAS.get(code, SupplyArea.E))
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    cell.place({"type": "Polygon", "coordinates": [ring]}, Crs.CGCS2000)
    return cell


def _substation(county: County, facts: Station) -> Substation:
    lon, lat = facts.place
    station = Substation(
        code=f"S-{facts.code}", name=f"{facts.kv}千伏{facts.name}", voltage_kv=facts.kv, cell=county.cell_at(lon, lat)
    )
    station.place({"type": "Point", "coordinates": [lon, lat]}, Crs.CGCS2000)
    return station


def _main(county: County, station: Substation, n: int, rated_kva: int, peak_kva: int) -> MainTransformer:
    return MainTransformer(
        code=f"{station.code}-T{n}", name=f"{station.name}{n}号主变", substation=station, rated_kva=rated_kva,
        peak_kva=peak_kva, peak_on=county.day,
    )  # fmt: skip


def _line(county: County, station: Substation, main: MainTransformer, n: int, town: Town) -> Feeder:
    """A 10 kV line that winds to its town and a little beyond."""
    limit_a = county.chance.choice((300, 400, 400, 480))
    code = f"{station.code}-F{n:02d}"
    share = 0.83 if code in FULL_LINES else county.chance.uniform(0.30, 0.62)
    start = station.geometry["coordinates"]
    line = Feeder(
        code=code, name=f"10千伏{station.name.split('千伏')[1][0]}{town.name[0]}{n}线", main_transformer=main,
        cell=county.cell_at(town.lon, town.lat), voltage_kv=10, current_limit_a=limit_a,
        peak_kw=Decimal(f"{1.732 * 10 * limit_a * 0.95 * share:.0f}"), peak_on=county.day,
    )  # fmt: skip
    line.place({"type": "LineString", "coordinates": _path(county, start, (town.lon, town.lat))}, Crs.CGCS2000)
    return line


def _path(county: County, start: list[float], goal: tuple[float, float]) -> list[list[float]]:
    """Twelve bends from the substation to the town; a town that lies at the substation gets a loop around it."""
    (lon, lat), chance = start, county.chance
    reach_lon, reach_lat = goal[0] - lon, goal[1] - lat
    if abs(reach_lon) + abs(reach_lat) < 0.03:
        reach_lon, reach_lat = chance.choice((-0.03, 0.03)), chance.choice((-0.025, 0.025))
    bends = [(n / 12, chance.uniform(-0.004, 0.004), chance.uniform(-0.004, 0.004)) for n in range(1, 13)]
    path = [[round(lon + reach_lon * t + x, 6), round(lat + reach_lat * t + y, 6)] for t, x, y in bends]
    return [[lon, lat], *path]


def _area(county: County, line: Feeder, n: int) -> TransformerArea:
    chance = county.chance
    lon, lat = line.geometry["coordinates"][2 + (n - 1) % 11]
    aside = 0.003 * (1 + (n - 1) // 11)  # the next round of hamlets lies farther up the valleys
    lon, lat = round(lon + chance.uniform(-aside, aside), 6), round(lat + chance.uniform(-aside, aside), 6)
    rated, town = chance.choice(RATINGS_KVA), town_near(lon, lat)
    share = SHARES.get((n + len(county.villages)) % county.full_of, chance.uniform(0.18, 0.62))
    area = TransformerArea(
        code=f"{line.code}-A{n:02d}", name=f"{town.name[:-1]}{county.village()}台区", feeder=line,
        cell=county.cell_at(lon, lat), township_code=town.code, rated_kva=rated,
        peak_kva=Decimal(f"{rated * share:.1f}"), peak_on=county.day,
        vector_group=VectorGroup.DYN11 if rated >= DYN11_FROM_KVA else VectorGroup.YYN0,
    )  # fmt: skip
    area.place({"type": "Point", "coordinates": [lon, lat]}, Crs.CGCS2000)
    return area


def _line_35kv(county: County, station: Substation, main: MainTransformer) -> Feeder:
    """The line that feeds the eastern substation, to which large customers may connect."""
    goal = SUBSTATIONS[1].place
    line = Feeder(
        code=f"{station.code}-H01", name="35千伏新沙线", main_transformer=main, voltage_kv=35, current_limit_a=450,
        cell=county.cell_at(*goal), peak_kw=8_200, peak_on=county.day,
    )  # fmt: skip
    line.place(
        {"type": "LineString", "coordinates": _path(county, station.geometry["coordinates"], goal)}, Crs.CGCS2000
    )
    return line
