"""Network files of three kinds: the whole network or nothing, and one report with every finding."""

import io
import re
import zipfile

import pandapower
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from pandapower import networks

from gridhealth.choices import Crs
from gridhealth.flow import queries as flow
from gridhealth.importing import actions, cim, tables
from gridhealth.importing.choices import FileKind, Phase
from gridhealth.importing.models import NetworkChange, NetworkImport
from gridhealth.models import Feeder, GridCell, MainTransformer, TransformerArea
from gridhealth.topology.models import Branch, Node
from tests.gridhealth.conftest import NOON, placed
from tests.gridhealth.files import CIM, TABLES, packed, thing, with_row


def codes(row):
    return {one["code"] for one in row.findings}


@pytest.mark.parametrize(
    ("make", "mains", "areas"), [(networks.mv_oberrhein, 2, 147), (networks.create_cigre_network_mv, 2, 13)]
)
def test_a_foreign_network_comes_in_whole_hangs_together_and_can_be_solved(take, make, mains, areas):
    row = take(pandapower.to_json(make()))
    assert (row.phase, row.kind, row.errors()) == (Phase.DONE, FileKind.PANDAPOWER, [])
    assert (MainTransformer.objects.count(), TransformerArea.objects.count()) == (mains, areas)
    assert not Node.objects.dark().exists()
    assert all(one.peak.has_converged for one in flow.flows(list(Feeder.objects.order_by("pk"))))


def test_tables_come_in_with_their_own_codes_and_places(take):
    row = take(packed(TABLES))
    assert (row.phase, row.kind, row.findings) == (Phase.DONE, FileKind.TABLES, [])
    line = Feeder.objects.get(code="F-1")
    assert (line.name, line.current_limit_a, line.peak_kw, line.crs) == ("东线", 400, 700, Crs.CGCS2000)
    assert {area.code for area in line.areas.all()} == {"A-1", "A-2"}
    assert not Branch.objects.get(code="K-9").is_closed
    assert Node.objects.get(code="n4").feeder.code == "F-2"


def test_a_vector_group_comes_in_where_the_table_has_one_and_an_unknown_one_is_noted(take):
    head, *rows = TABLES["areas"].splitlines()
    groups = ("Dyn11", "Yyn0", "Dzn0")
    told = [f"{head},vector_group", *(f"{row},{group}" for row, group in zip(rows, groups, strict=True))]
    row = take(packed(TABLES | {"areas": "\n".join(told) + "\n"}))
    assert dict(TransformerArea.objects.values_list("code", "vector_group")) == {
        "A-1": "Dyn11", "A-2": "Yyn0", "A-4": "",
    }  # fmt: skip
    assert (row.phase, codes(row)) == (Phase.DONE, {"no-vector-group"})


def test_cim_comes_in_with_its_own_global_keys(take):
    row = take(CIM)
    assert (row.phase, row.kind, row.errors()) == (Phase.DONE, FileKind.CIM, [])
    main = MainTransformer.objects.get()
    assert (str(main.mrid), main.rated_kva) == ("11111111-0000-4000-8000-000000000001", 25_000)
    [section] = Branch.objects.filter(kind="SECTION")
    assert (section.length_m, section.limit_a) == (1_500, 300)
    area = TransformerArea.objects.get()
    assert (area.rated_kva, area.vector_group) == (400, "Dyn11")
    assert not Node.objects.dark().exists()


def test_a_second_cim_file_joins_the_first_in_its_cell_and_the_first_again_changes_nothing(take):
    first, second = take(CIM), take(CIM.replace("11111111-", "22222222-"))
    assert (second.phase, second.counts) == (Phase.DONE, first.counts)
    assert (MainTransformer.objects.count(), TransformerArea.objects.count()) == (2, 2)
    assert not Node.objects.dark().exists()
    assert all(one == {"new": 0, "changed": 0} for one in take(CIM).counts.values())


def test_a_winding_that_cim_tells_and_we_do_not_know_is_noted(take):
    row = take(CIM.replace("WindingConnection.Yn", "WindingConnection.Zn"))
    assert (row.phase, codes(row)) == (Phase.DONE, {"no-place", "no-vector-group"})
    assert TransformerArea.objects.get().vector_group == ""
    assert codes(take(re.sub("<cim:X.connectionKind[^>]*/>", "", CIM))) == {"no-place"}


def test_the_same_file_again_changes_nothing(take):
    first, again = take(packed(TABLES)), take(packed(TABLES))
    assert first.counts["branch"] == {"new": 7, "changed": 0}
    assert all(one == {"new": 0, "changed": 0} for one in again.counts.values())
    assert not NetworkChange.objects.exists()


def test_what_another_file_changes_is_kept_with_how_it_was(take):
    take(packed(TABLES))
    take(packed(TABLES | {"areas": TABLES["areas"].replace("A-1,湾一台区,n2,400", "A-1,湾一台区,n2,630")}))
    change = NetworkChange.objects.get()
    assert (change.code, change.before, change.after) == ("A-1", {"rated_kva": "400.00"}, {"rated_kva": "630.00"})
    assert TransformerArea.objects.get(code="A-1").rated_kva == 630


def test_what_a_file_does_not_tell_it_does_not_take_away(take):
    take(packed(TABLES))
    TransformerArea.objects.filter(code="A-4").update(vector_group="Dyn11", township_code="411523101")
    row = take(packed(TABLES))
    assert row.counts["area"] == {"new": 0, "changed": 0}
    area = TransformerArea.objects.get(code="A-4")
    assert (area.vector_group, area.township_code) == ("Dyn11", "411523101")


def test_a_line_that_the_next_file_leaves_out_is_told_and_stays(take):
    take(packed(TABLES))
    less = {name: "\n".join(line for line in text.split("\n") if "F-2" not in line) for name, text in TABLES.items()}
    assert "gone" in codes(take(packed(less)))
    assert Feeder.objects.filter(code="F-2").exists()


BAD = {
    "no-rating": with_row("areas", "A-3,空台区,n3,0,0,,,"),
    "no-length": with_row("branches", "L-8,,section,n2,n3,,0,0.1,0.1,400"),
    "no-limit": with_row("branches", "L-8,,section,n2,n3,,10,0.1,0.1,-4"),
    "negative": with_row("branches", "L-8,,section,n2,n3,,10,-0.1,0.1,400"),
    "twice": with_row("areas", "A-1,又一台区,n3,400,0,,,"),
    "island": with_row("branches", "L-8,,section,x1,x2,,50,0.1,0.1,400"),
    "itself": with_row("branches", "L-8,,section,n2,n2,,50,0.1,0.1,400"),
    "no-number": with_row("areas", "A-3,坏台区,n3,四百,0,,,"),
    "no-code": with_row("areas", ",坏台区,n3,400,0,,,"),
    "too-long": with_row("areas", "A" * 41 + ",长台区,n3,400,0,,,"),
    "two-cells": with_row("feeders", "F-1,东线,C8,K-1,10,700,400"),
    "no-cell": with_row("feeders", "F-7,西线,C7,K-9,10,700,400"),
    "no-breaker": with_row("feeders", "F-7,西线,,L-1,10,700,400"),
    "no-such-station": with_row("transformers", "T-2,2号主变,S-9,bar2,10000"),
    "public-datum": TABLES | {"nodes": "code,lon,lat,crs\nn2,114.87,31.64,GCJ-02\n"},
    "no-table": {name: text for name, text in TABLES.items() if name != "branches"},
    "no-column": TABLES | {"branches": TABLES["branches"].replace("code,name,kind", "code,name,art", 1)},
}


@pytest.mark.parametrize(("code", "bad"), BAD.items(), ids=BAD)
def test_a_mistake_is_found_and_nothing_is_imported(take, code, bad):
    row = take(packed(bad))
    assert (row.phase, code in codes(row)) == (Phase.REFUSED, True)
    assert not Feeder.objects.exists()
    assert not Node.objects.exists()
    assert all(one.words for one in [*row.errors(), *row.warnings()])


def test_one_report_has_every_finding(take):
    bad = with_row("areas", "A-3,空台区,n3,0,0,,,\nA-1,又一台区,n3,400,-5,,,")
    bad["branches"] += "L-8,,section,x1,x2,,0,0.1,0.1,400\n"
    assert {"no-rating", "twice", "negative", "no-length", "island"} <= codes(take(packed(bad)))


def test_a_closed_loop_and_a_dark_part_are_noted_and_imported(take):
    loop = with_row("branches", "K-8,,switch,n3,n4,1,,,,400")
    assert codes(take(packed(loop))) == {"loop"}


def test_a_part_behind_an_open_switch_is_noted(take):
    dark = with_row("branches", "K-8,,switch,n3,n9,0,,,,400")
    assert codes(take(packed(dark))) == {"dark"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"hello", "not-a-network"), (b"{", "cut-off"), (b"[]", "not-a-network"),
        (b'{"_class": "other"}', "not-a-network"), (b"<html></html>", "not-a-network"), (b"<rdf:RDF", "cut-off"),
        (b"PK\x03\x04 broken", "cut-off"),
        (b"\xff\xfe\x00", "not-a-network"), (packed({"cats": "a,b\n"}), "not-a-network"),
        (CIM[: len(CIM) // 2].encode(), "cut-off"), (packed(TABLES)[:-200], "cut-off"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r/>', "unsafe"),
    ],
)  # fmt: skip
def test_another_file_or_half_of_one_gets_one_sentence(take, content, code):
    row = take(content)
    assert (row.phase, codes(row)) == (Phase.REFUSED, {code})


def test_a_file_of_half_a_gigabyte_is_refused_before_it_is_read(cell, tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'{"_class": "pandapowerNet"')
        file.truncate(500_000_000)  # sparse: it takes no room
    row = actions.import_path(path, cell=cell, by=None, at=NOON)
    assert codes(row) == {"too-large"}


@pytest.mark.parametrize("name", ["network.xml", "areas.csv"])
def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(take, name):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr(name, "x")
    bomb = bytearray(whole.getvalue())
    size = bomb.index(b"PK\x01\x02") + 24
    bomb[size : size + 4] = (2_000_000_000).to_bytes(4, "little")
    assert codes(take(bytes(bomb))) == {"too-large"}


class Watched(io.BytesIO):
    """A file that knows the most that was ever asked of it at once."""

    most = 0

    def read(self, size=-1):
        found = super().read(size)
        self.most = max(self.most, len(found))
        return found

    read1 = read


def test_a_long_table_and_a_long_cim_file_are_read_piece_by_piece():
    row = "L-{n},section,n{n},n{m},60,0.01,0.02\n"
    text = "code,kind,from,to,length_m,r_ohm,x_ohm\n" + "".join(row.format(n=n, m=n + 1) for n in range(20_000))
    table, reader = Watched(text.encode()), tables._Reader("C9")
    reader.take("branches", table)
    assert (len(reader.draft.links), table.most < len(text) / 10) == (20_000, True)
    text = CIM.replace("</rdf:RDF>", "".join(thing("Terminal", n) for n in range(1_000, 9_000)) + "</rdf:RDF>")
    file = Watched(text.encode())
    found = cim._things(file)
    next(found)
    assert file.tell() < len(text) / 10, "the first is told before the rest is read"
    assert sum(1 for _one in found) > 8_000
    assert file.most < len(text) / 10


def test_a_transformer_of_nothing_in_a_saved_network_is_found(take):
    net = networks.create_cigre_network_mv()
    net.trafo.loc[0, "sn_mva"] = 0.0
    assert codes(take(pandapower.to_json(net))) >= {"no-rating"}
    assert not MainTransformer.objects.exists()


def test_a_network_of_one_cell_is_not_taken_into_another(take, cell):
    take(packed(TABLES))
    other = placed(GridCell(code="C8", name="八号网格"), cell.geometry)
    assert "other-cell" in codes(take(packed(TABLES), cell=other))


def test_a_code_that_somebody_else_bears_is_refused(take):
    take(packed(TABLES))
    Feeder.objects.filter(code="F-1").update(mrid="00000000-0000-4000-8000-000000000009")
    assert "taken" in codes(take(packed(TABLES)))


def test_the_rest_of_the_county_keeps_its_numbers(take, cell):
    take(packed(TABLES))
    before = dict(Node.objects.values_list("code", "lo"))
    take(pandapower.to_json(networks.create_cigre_network_mv()))
    assert {code: lo for code, lo in Node.objects.values_list("code", "lo") if code in before} == before


def test_the_command_shows_progress_and_the_report(cell, tmp_path):
    (tmp_path / "n.zip").write_bytes(packed(TABLES))
    out, err = io.StringIO(), io.StringIO()
    call_command("import_network", str(tmp_path / "n.zip"), cell="C9", stdout=out, stderr=err)
    assert "100 %" in err.getvalue()
    assert "branch: 7 new" in out.getvalue()


def test_the_command_ends_with_an_error_when_nothing_came_in(cell, tmp_path):
    (tmp_path / "n.json").write_text("{}")
    with pytest.raises(CommandError):
        call_command("import_network", str(tmp_path / "n.json"), cell="C9", stdout=io.StringIO(), stderr=io.StringIO())
    with pytest.raises(CommandError, match="C9"):
        call_command("import_network", str(tmp_path / "n.json"), cell="C1", stdout=io.StringIO())


def test_a_folder_of_tables_is_as_good_as_a_zip(cell, tmp_path):
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    assert actions.import_path(tmp_path, cell=cell, by=None, at=NOON).phase == Phase.DONE


def test_what_was_received_is_read_once(cell):
    file = packed(TABLES)  # once: a zip holds the minute it was packed in
    row = actions.receive(ContentFile(file), name="网络.zip", cell=cell, by=None, at=NOON)
    again = actions.receive(ContentFile(file), name="网络.zip", cell=cell, by=None, at=NOON)
    assert row == again
    assert actions.run(row.pk, at=NOON).phase == Phase.DONE
    assert actions.run(row.pk, at=NOON) is None
    assert not NetworkImport.objects.get().file
