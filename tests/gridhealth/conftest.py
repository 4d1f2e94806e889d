"""A little network: one transformer at the top, one line, two areas."""

from datetime import date, datetime
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest

from deadlines.models import Timeline
from gridhealth.choices import Crs
from gridhealth.importing import actions
from gridhealth.models import Feeder, GridCell, MainTransformer, Substation, TransformerArea

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 11, 24)


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


def placed(row, geometry):
    row.place(geometry, Crs.CGCS2000)
    row.save()
    return row


def case(number="XC1"):
    return Timeline.objects.create(reference=number, opened_at=NOON)


def add_area(feeder, code, lon, lat, *, rated=400, peak=120):
    area = TransformerArea(
        code=code, name=code, feeder=feeder, cell=feeder.cell, rated_kva=D(rated), peak_kva=D(peak), peak_on=DAY
    )
    return placed(area, point(lon, lat))


@pytest.fixture
def feeder(db):
    ring = [[114.5, 31.4], [115.3, 31.4], [115.3, 31.9], [114.5, 31.9], [114.5, 31.4]]
    cell = placed(GridCell(code="C1", name="C1"), {"type": "Polygon", "coordinates": [ring]})
    station = placed(Substation(code="S1", name="S1", cell=cell, voltage_kv=110), point(114.87, 31.64))
    main = MainTransformer.objects.create(
        code="T1", name="T1", substation=station, rated_kva=D(50_000), peak_kva=D(20_000), peak_on=DAY
    )
    line = Feeder(
        code="F1", name="F1", cell=cell, main_transformer=main, voltage_kv=D(10), current_limit_a=D(400),
        peak_kw=D(1900), peak_on=DAY,
    )  # fmt: skip
    return placed(line, {"type": "LineString", "coordinates": [[114.87, 31.64], [114.89, 31.64]]})


@pytest.fixture
def area(feeder):
    return add_area(feeder, "A1", 114.88, 31.641)


@pytest.fixture
def cell(db):
    ring = [[114.5, 31.4], [115.3, 31.4], [115.3, 31.9], [114.5, 31.9], [114.5, 31.4]]
    return placed(GridCell(code="C9", name="九号网格"), {"type": "Polygon", "coordinates": [ring]})


@pytest.fixture
def take(cell, tmp_path):
    """Imports bytes or text as a file; answers with the report."""

    def taken(content, **terms):
        path = tmp_path / "network"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return actions.import_path(path, **{"cell": cell, "by": None, "at": NOON, **terms})

    return taken
