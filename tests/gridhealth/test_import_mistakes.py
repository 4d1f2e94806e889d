"""Each mistake in a network file by the sentence people read of it, on the page and at the command line."""

import io
import json
import zipfile

import pandapower
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pandapower import networks

from accounts.roles import Role
from gridhealth.importing.choices import Phase
from gridhealth.importing.models import NetworkImport
from gridhealth.importing.tasks import read_waiting
from gridhealth.topology.models import Node
from tests.applications.journey import person
from tests.gridhealth.files import CIM, TABLES, packed, with_row

DAMAGED = "The file ends too early or is damaged (%s). Fetch it again and give us the whole."
NO_NETWORK = (
    "This is not a network we can read. Give a pandapower JSON file, a ZIP of the tables described in the guide, or a "
    "CIM file (RDF/XML)."
)
LOCKED = "The ZIP asks for a password, or is packed in a way we do not know. Pack it again as a plain ZIP."
ZIPPED_CIM = io.BytesIO()
with zipfile.ZipFile(ZIPPED_CIM, "w", zipfile.ZIP_DEFLATED) as file:
    file.writestr("eq.xml", CIM)


def area(row):
    return packed(with_row("areas", row))


def branch(row):
    return packed(with_row("branches", row))


def station(kv):
    return packed(TABLES | {"substations": TABLES["substations"].replace(",110,", f",{kv},")})


def line(kw, amperes):
    return packed(TABLES | {"feeders": TABLES["feeders"].replace(",700,400", f",{kw},{amperes}")})


def written(content, byte, *, local, central):
    """A ZIP with another byte in the header of each of its files."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            changed[at + offset] = byte
    return bytes(changed)


def garbled(content):
    changed = bytearray(content)
    start = 30 + content[26]
    changed[start : start + 5] = bytes(255 - one for one in changed[start : start + 5])
    return bytes(changed)


def in_gbk():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        for name, text in TABLES.items():
            file.writestr(f"{name}.csv", text.encode("gbk"))
    return whole.getvalue()


BEYOND = "cannot be 1000000000; the most is"
MISTAKES = {
    "a picture": (b"\x89PNG\r\n\x1a\n", NO_NETWORK),
    "a web page": (b"<html></html>", NO_NETWORK),
    "half of a table": (packed(TABLES)[:-200], DAMAGED % "ZIP"),
    "half of a CIM file": (CIM[: len(CIM) // 2], DAMAGED % "XML"),
    "half of a saved network": ('{"_class": "pandapowerNet", ', DAMAGED % "JSON"),
    "0 kVA": (area("A-3,台区,n3,0,0,,,"), "Transformer area A-3 is rated at nothing. Give its kVA."),
    "10^9 kVA": (area("A-3,台区,n3,1e9,0,,,"), f"Transformer area A-3: rated_kva {BEYOND} 2000000. Look at its unit."),
    "a peak of 10^9 kVA": (area("A-3,台区,n3,400,1e9,,,"), f"Transformer area A-3: peak_kva {BEYOND} 2000000."),
    "an endless section": (branch("L-8,,section,n3,n8,,1e9,0,0,9"), f"Branch L-8: length_m {BEYOND} 1000000."),
    "an endless resistance": (branch("L-8,,section,n3,n8,,9,1e9,0,9"), f"Branch L-8: r_ohm {BEYOND} 100000."),
    "less than no reactance": (branch("L-8,,section,n3,n8,,9,0,-1,9"), "Branch L-8: x_ohm is below nothing."),
    "a voltage of 10^9 kV": (station("1e9"), f"Substation S-1: voltage_kv {BEYOND} 1500. Look at its unit."),
    "no voltage": (station("0"), "Substation S-1 has no voltage. Give its kV."),
    "a line of less than nothing": (line("-7", "400"), "Line F-1: peak_kw is below nothing."),
    "a line of 10^9 kW": (line("1e9", "400"), f"Line F-1: peak_kw {BEYOND} 2000000. Look at its unit."),
    "a line of 10^9 A": (line("700", "1e9"), "Line F-1: a current limit of 1000000000.0 A cannot be."),
    "a feeder in two cells": (packed(with_row("feeders", "F-1,东线,C8,K-1,10,700,400")),
                              "Line F-1 stands in two cells: C9 and C8. Decide for one."),
    "a row that ends early": (area("A-3,台区"), "Transformer area A-3 ends at –, which is not in the file."),
    "an endless code": (branch("L-8,,section,n3," + "n" * 61 + ",,9,0,0,9"), "n” is longer than 60 letters."),
    "no letter": (area("A-3,台\0区,n3,400,0,,,"), DAMAGED % "areas.csv"),
    "another alphabet": (in_gbk(), "substations.csv is not in UTF-8. Save it again as “CSV UTF-8”."),
    "garbled tables": (garbled(packed(TABLES)), DAMAGED % "substations.csv"),
    "garbled CIM": (garbled(ZIPPED_CIM.getvalue()), DAMAGED % "XML"),
    "a password": (written(packed(TABLES), 1, local=6, central=8), LOCKED),
    "an unknown packing": (written(ZIPPED_CIM.getvalue(), 99, local=8, central=10), LOCKED),
    "an unknown encoding": (CIM.replace('"UTF-8"', '"foo"'), DAMAGED % "XML"),
    "CIM of 0 kVA": (CIM.replace("ratedS>0.4<", "ratedS>0<"), "is rated at nothing. Give its kVA."),
    "CIM of 10^9 kVA": (CIM.replace("ratedS>0.4<", "ratedS>1e6<"), f"rated_kva {BEYOND} 2000000. Look at its unit."),
    "CIM without end": (CIM.replace("length>1.5<", "length>inf<"), "length should be a number, not “inf”."),
    "CIM without sense": (CIM.replace("x>0.5<", "x>nan<"), "x should be a number, not “nan”."),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_a_sentence_and_nothing_comes_in(take, content, words):
    row = take(content)
    with translation.override("en"):
        told = [one.words for one in row.errors()]
    assert (row.phase, any(words in one for one in told)) == (Phase.REFUSED, True), told
    assert not Node.objects.exists()


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("trafo", "sn_mva", 1e6, "rated_kva cannot be"), ("load", "p_mw", 1e6, "peak_kva cannot be"),
        ("line", "r_ohm_per_km", float("nan"), "r_ohm cannot be nan"), ("line", "length_km", None, "has no length"),
        ("bus", "vn_kv", None, DAMAGED % "JSON"), ("line", "name", "\0", DAMAGED % "JSON"),
        ("line", "from_bus", 999, "which is not in the file"), ("load", "scaling", "x", DAMAGED % "JSON"),
        ("line", "name", "\ud800", "Look for wrong units and strange letters."),
    ],
)  # fmt: skip
def test_a_saved_network_with_a_wrong_value_is_told_in_a_sentence(take, table, column, value, words):
    saved = json.loads(pandapower.to_json(networks.create_cigre_network_mv()))
    frame = json.loads(saved["_object"][table]["_object"])
    for row in frame["data"]:
        row[frame["columns"].index(column)] = value
    saved["_object"][table]["_object"] = json.dumps(frame)
    row = take(json.dumps(saved))
    with translation.override("en"):
        told = [one.words for one in row.errors()]
    assert (row.phase, any(words in one for one in told)) == (Phase.REFUSED, True), told


def test_a_saved_network_without_a_column_is_told_which(take):
    saved = json.loads(pandapower.to_json(networks.create_cigre_network_mv()))
    saved["_object"]["switch"]["_object"] = saved["_object"]["switch"]["_object"].replace('"closed"', '"shut"')
    with translation.override("en"):
        assert [one.words for one in take(json.dumps(saved)).errors()] == ["JSON has no column closed."]


def test_a_point_far_outside_is_told_with_its_place(take):
    nodes = TABLES["nodes"].replace("n3,114.89,31.64", "n3,121.47,31.23")
    row = take(packed(TABLES | {"nodes": nodes}))
    with translation.override("en"):
        [told] = [one.words for one in row.warnings()]
    assert (row.phase, "the first at 121.4700, 31.2300" in told) == (Phase.DONE, True)


ON_BOTH = ("0 kVA", "10^9 kVA", "a feeder in two cells", "half of a CIM file", "a picture", "another alphabet")


@pytest.mark.parametrize("name", ON_BOTH)
def test_page_and_command_say_the_same_sentence(cell, tmp_path, name):
    content, words = MISTAKES[name]
    content = content if isinstance(content, bytes) else content.encode()
    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.force_login(person("planner", Role.PLANNER))
    given = {"cell": "C9", "file": ContentFile(content, name="network")}
    report = client.post("/grid/imports/", given)["Location"]
    read_waiting()
    assert words in client.get(report).content.decode()
    (tmp_path / "network").write_bytes(content)
    out = io.StringIO()
    with translation.override("en"), pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_network", str(tmp_path / "network"), cell="C9", stdout=out, stderr=io.StringIO())
    assert f"error: {words}" in out.getvalue()


def test_a_file_that_waits_behind_a_broken_one_is_read(cell):
    client = Client(HTTP_HOST="localhost")
    client.force_login(person("planner", Role.PLANNER))
    for content in (garbled(packed(TABLES)), packed(TABLES)):
        client.post("/grid/imports/", {"cell": "C9", "file": ContentFile(content, name="network")})
    read_waiting()
    assert list(NetworkImport.objects.order_by("pk").values_list("phase", flat=True)) == [Phase.REFUSED, Phase.DONE]
