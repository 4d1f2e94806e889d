"""Routes from files: three kinds are read alike, and every bad file says what to do next. Without a database."""

import json

import pytest

from applications.survey import routes
from applications.survey.routes import RouteFault, read_route
from gridhealth.choices import Crs

POINTS = [[114.88, 31.64], [114.8805, 31.6402], [114.881, 31.6404]]
LINE = {"type": "LineString", "coordinates": POINTS}
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><LineString>'
    "<coordinates>{}</coordinates></LineString></Placemark></Document></kml>"
)
SPOTS = " ".join(f"{lon},{lat},0" for lon, lat in POINTS)


def feature(geometry):
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": geometry}]})


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(LINE),
        feature(LINE),
        feature({"type": "MultiLineString", "coordinates": [POINTS]}),
        KML.format(SPOTS),
        "lon,lat\n" + "\n".join(f"{lon},{lat}" for lon, lat in POINTS),
        "\ufeff纬度;经度;备注\n" + "\n".join(f"{lat};{lon};杆" for lon, lat in POINTS),
        "\n".join(f"{lon}\t{lat}" for lon, lat in POINTS) + "\n\n",
    ],
)
def test_the_same_route_comes_out_of_every_kind_of_file(text):
    route = read_route(text.encode(), Crs.CGCS2000)
    assert [list(point) for point in route.points] == POINTS
    assert route.crs == Crs.CGCS2000
    assert 100 < route.length_m() < 110


def test_a_table_of_a_chinese_office_is_read():
    text = "经度,纬度\n114.88,31.64\n114.881,31.64\n"
    assert len(read_route(text.encode("gb18030"), Crs.GCJ02).points) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 a workbook", routes.NO_ROUTE),
        (b"\xff\xd8\xff\xe0 a photo", routes.NO_ROUTE),
        (b"%PDF-1.7", routes.NO_ROUTE),
        (b"some words about a route", routes.NO_ROUTE),
        (b"<html><body></body></html>", routes.NO_ROUTE),
        (b"[1, 2]", routes.NO_ROUTE),
        (json.dumps(LINE)[:-9].encode(), routes.TRUNCATED),
        (KML.format(SPOTS)[:-20].encode(), routes.TRUNCATED),
        (feature({"type": "LineString", "coordinates": [[114.88, "north"], [1]]}).encode(), routes.TRUNCATED),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', routes.NO_ROUTE),
        (b"", routes.NO_LINE),
        (feature({"type": "Point", "coordinates": [114.88, 31.64]}).encode(), routes.NO_LINE),
        (KML.format("").encode(), routes.NO_LINE),
        (feature({"type": "MultiLineString", "coordinates": [POINTS, POINTS]}).encode(), routes.SEVERAL),
        (json.dumps({"type": "LineString", "coordinates": [POINTS[0]] * 3}).encode(), routes.ONE_PLACE),
        (b"lon,lat\n31.64,114.88\n31.65,114.89\n", routes.SWAPPED),
        (b"lon,lat\n116.39,39.90\n116.40,39.91\n", routes.OUTSIDE),
        (b"lon,lat\n0,0\n1,1\n", routes.OUTSIDE),
        (b"114.88,31.64\n" * 2_100, routes.TOO_MANY),
        (b"x" * 1_000_001, routes.TOO_LARGE),
    ],
)
def test_a_bad_file_gets_its_sentence(content, sentence):
    with pytest.raises(RouteFault) as fault:
        read_route(content, Crs.CGCS2000)
    assert str(fault.value) == str(sentence)


def test_a_line_without_numbers_is_named():
    with pytest.raises(RouteFault, match="3"):
        read_route(b"lon,lat\n114.88,31.64\n114.89,\n", Crs.CGCS2000)


@pytest.mark.parametrize(("named", "chosen"), [("urn:ogc:def:crs:EPSG::4490", Crs.GCJ02), ("GCJ-02", Crs.CGCS2000)])
def test_a_file_that_names_another_datum_is_refused(named, chosen):
    data = {**LINE, "crs": {"type": "name", "properties": {"name": named}}}
    with pytest.raises(RouteFault):
        read_route(json.dumps(data).encode(), chosen)


@pytest.mark.parametrize("named", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490", "unknown"])
def test_a_file_that_names_the_chosen_datum_or_none_is_read(named):
    data = {**LINE, "crs": {"type": "name", "properties": {"name": named}}}
    assert read_route(json.dumps(data).encode(), Crs.CGCS2000).crs == Crs.CGCS2000
