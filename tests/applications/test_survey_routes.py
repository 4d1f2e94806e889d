"""The route of a survey: from a file, in any datum, and which permits the zones on file ask of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from applications.survey.zones import with_zones
from approvals.models import Zone
from approvals.zones.queries import needed_by
from gridhealth.choices import Crs
from gridhealth.datums import Located
from tests.applications.journey import MONDAY
from tests.applications.visits import Visit, again, send

pytestmark = pytest.mark.django_db
LINE = [[114.9, 31.6], [114.901, 31.6]]
EAST = [[114.9005, 31.59], [114.95, 31.59], [114.95, 31.61], [114.9005, 31.61], [114.9005, 31.59]]
DAY = date(2026, 11, 23)


def layer(tmp_path: Path, geometry: dict[str, Any], name: str = "京九大道") -> Path:
    path = tmp_path / "layer.geojson"
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def load(tmp_path: Path, kind: str, geometry: dict[str, Any], begins: str = "2026-01-01", **more: str) -> None:
    day = date.fromisoformat(begins)
    call_command(
        "load_zones", kind, layer(tmp_path, geometry), source="测试", effective_from=day, stdout=StringIO(), **more
    )


def file_of(points: Any) -> SimpleUploadedFile:
    text = json.dumps({"type": "LineString", "coordinates": points})
    return SimpleUploadedFile("route.geojson", text.encode(), "application/geo+json")


def test_a_route_comes_from_a_file_and_is_measured_here(visit: Visit, client: Client) -> None:
    case = visit()
    assert send(client, case, route_length_m="", route_file=file_of(LINE)).status_code == 302
    survey = again(case).survey
    assert (survey.route, survey.crs, survey.given_crs) == (LINE, "EPSG:4490", "EPSG:4490")
    assert Decimal("94.5") < survey.route_length_m < Decimal("95.5")


@pytest.mark.parametrize("datum", [Crs.GCJ02, Crs.BD09])
def test_a_route_of_a_public_map_is_converted_and_not_550_m_away(visit: Visit, client: Client, datum: Crs) -> None:
    case, there = visit(), Located(tuple((lon, lat) for lon, lat in LINE), Crs.CGCS2000).to(datum)
    answer = send(client, case, method="MAP", route_length_m="", crs=datum.value, route_file=file_of(there.points))
    assert answer.status_code == 302
    survey = again(case).survey
    assert survey.route == [pytest.approx(point, abs=1e-8) for point in LINE]
    assert (survey.crs, survey.given_crs) == ("EPSG:4490", datum.value)


def test_near_the_limit_a_route_of_a_public_map_never_decides(visit: Visit, client: Client) -> None:
    line = Located(((114.9, 31.6), (114.9015, 31.6)), Crs.CGCS2000).to(Crs.GCJ02)
    case = visit()
    answer = send(client, case, method="TAPE", route_length_m="", crs="GCJ-02", route_file=file_of(line.points))
    assert (answer.status_code, again(case).stage) == (422, "SURVEY_BOOKED")


def test_a_bad_file_gets_its_sentence_beside_the_field_and_nothing_typed_is_lost(visit: Visit, client: Client) -> None:
    answer = send(client, visit(), remark="typed", route_file=file_of([[31.6, 114.9], [31.61, 114.91]]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors["route_file"]
    assert "typed" in page


def test_the_zones_crossed_say_which_permits_are_needed(tmp_path: Path) -> None:
    load(
        tmp_path,
        "GREENING",
        {"type": "Polygon", "coordinates": [EAST]},
    )
    load(tmp_path, "ROAD_OCCUPATION", {"type": "LineString", "coordinates": [[114.91, 31.5], [114.91, 31.7]]})
    found = needed_by(LINE, Crs.CGCS2000, on=DAY)
    assert (found.known, found.kinds) == (("GREENING", "ROAD_OCCUPATION"), ("GREENING",))
    assert 47 < found.crossed[0].length_m < 48.5
    assert needed_by([[114.9, 31.6], [114.92, 31.6]], Crs.CGCS2000, on=DAY).kinds == ("GREENING", "ROAD_OCCUPATION")
    assert needed_by([[114.9, 31.6]], Crs.CGCS2000, on=DAY).known == ()


def test_a_layer_takes_the_place_of_the_one_before_from_its_day_on(tmp_path: Path) -> None:
    area = {"type": "Polygon", "coordinates": [EAST]}
    load(tmp_path, "GREENING", area, "2025-01-01")
    load(tmp_path, "GREENING", {"type": "Polygon", "coordinates": [[[x + 1, y] for x, y in EAST]]}, "2026-06-01")
    load(tmp_path, "GREENING", {"type": "Polygon", "coordinates": [[[x + 1, y] for x, y in EAST]]}, "2026-06-01")
    assert Zone.objects.count() == 2
    assert needed_by(LINE, Crs.CGCS2000, on=date(2026, 5, 31)).kinds == ("GREENING",)
    assert needed_by(LINE, Crs.CGCS2000, on=date(2026, 6, 1)).kinds == ()


def test_a_layer_in_the_datum_of_a_public_map_is_converted(tmp_path: Path) -> None:
    there = Located(tuple((lon, lat) for lon, lat in EAST), Crs.CGCS2000).to(Crs.GCJ02).points
    load(tmp_path, "GREENING", {"type": "Polygon", "coordinates": [list(map(list, there))]}, crs="GCJ-02")
    assert 47 < needed_by(LINE, Crs.CGCS2000, on=DAY).crossed[0].length_m < 48.5


@pytest.mark.parametrize("geometry", [{"type": "Point", "coordinates": [114.9, 31.6]}, {"type": "Polygon"}])
def test_a_bad_layer_changes_nothing(tmp_path: Path, geometry: dict[str, Any]) -> None:
    load(tmp_path, "GREENING", {"type": "Polygon", "coordinates": [EAST]})
    with pytest.raises(CommandError):
        load(tmp_path, "GREENING", geometry, "2026-06-01")
    assert Zone.objects.get().effective_to is None


def test_other_ticks_than_the_zones_need_a_reason_that_stays(tmp_path: Path, visit: Visit, client: Client) -> None:
    load(tmp_path, "GREENING", {"type": "Polygon", "coordinates": [EAST]}, "2020-01-01")
    case, line = visit(), json.dumps(LINE)
    answer = send(client, case, route=line, permits_needed=["PLANNING"])
    assert (answer.status_code, "京九大道" in answer.content.decode()) == (422, True)
    assert send(client, case, route=line, permits_needed=["PLANNING"], permits_reason="钻孔穿越").status_code == 302
    survey = again(case).survey
    assert (survey.permits_derived, survey.permits_reason) == ([{"kind": "GREENING", "name": "京九大道"}], "钻孔穿越")
    assert again(case).facts.permits_needed == ("PLANNING",)


def test_a_program_that_ticks_nothing_takes_what_the_zones_say(tmp_path: Path) -> None:
    for kind in ("PLANNING", "GREENING", "ROAD_ADMINISTRATION", "ROAD_OCCUPATION"):
        shift = 0 if kind == "GREENING" else 1
        area = [[[x + shift, y] for x, y in EAST]]
        load(tmp_path, kind, {"type": "Polygon", "coordinates": area}, "2020-01-01")
    measured, derived = with_zones({"route": LINE, "crs": "EPSG:4490"}, on=MONDAY.date())
    assert measured["permits_needed"] == ["GREENING"]
    assert derived == [{"kind": "GREENING", "name": "京九大道"}]
