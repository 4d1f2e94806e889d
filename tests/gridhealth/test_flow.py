"""Power flow: the same as pandapower to the last digits, on networks that come with it and on our own."""

import json

import pandapower
import pytest
from django.db.models import F
from pandapower import networks

from accounts.refusals import Invalid
from gridhealth import demo
from gridhealth.choices import BranchKind
from gridhealth.flow import pandapower as reader
from gridhealth.flow import queries, rules, wires
from gridhealth.flow.rules import Case, Line
from gridhealth.models import Feeder, TransformerArea
from gridhealth.topology.models import Branch, Node
from tests.gridhealth.conftest import NOON


def assert_it_agrees(net):
    """Our voltages are theirs to a millionth, and so are the losses."""
    pandapower.runpp(net, trafo_model="pi", tolerance_mva=1e-10, numba=False)
    text = pandapower.to_json(net)
    flow, places = rules.solve(reader.read(text)), reader.places_of(text)
    apart = [abs(flow.voltages_pu[places[bus]] - pu) for bus, pu in net.res_bus.vm_pu.dropna().items()]
    assert max(apart) < 1e-6
    assert flow.losses_kw == pytest.approx(net.res_line.pl_mw.sum() * 1000, abs=1e-3)


@pytest.mark.parametrize("make", [networks.mv_oberrhein, networks.create_cigre_network_mv])
def test_the_solver_agrees_with_pandapower(make):
    assert_it_agrees(make())


@pytest.mark.parametrize("kind", ["Ratio", None])
@pytest.mark.parametrize("side", ["hv", "lv"])
def test_a_tap_counts_on_its_side_where_there_is_a_changer(side, kind):
    net = networks.create_cigre_network_mv()
    net.trafo[["tap_pos", "tap_neutral", "tap_step_percent"]] = [-2.0, 0.0, 1.5]
    net.trafo["tap_side"], net.trafo["tap_changer_type"] = side, kind
    assert_it_agrees(net)


@pytest.mark.parametrize("code", ["1-MV-rural--0-sw", "1-MV-urban--0-sw"])
def test_the_solver_agrees_on_simbench_networks(code):
    simbench = pytest.importorskip("simbench")
    assert_it_agrees(simbench.get_simbench_net(code))


NEAR = Case.of([10, 10], {0: 1.0}, {1: (1000, 300)}, [Line(0, 1, 0.5, 0.4)])
IMPOSSIBLE = Case.of([10, 10], {0: 1.0}, {1: (900_000, 300_000)}, [Line(0, 1, 5, 4)])


def test_a_case_without_an_answer_says_so_and_has_no_figures():
    flow = rules.solve(IMPOSSIBLE)
    assert (flow.has_converged, flow.lowest_pu, flow.highest_loading, flow.losses_kw) == (False, None, None, None)
    assert flow.why_not


def test_a_case_without_an_answer_spoils_no_other():
    good, bad, again = rules.solve_all([NEAR, IMPOSSIBLE, NEAR])
    assert (good, bad.has_converged) == (rules.solve(NEAR), False)
    assert again == good


def test_of_a_line_that_nobody_has_drawn_nothing_is_known():
    drawn, bare = rules.solve_all([NEAR, Case.of([], {}, {})])
    assert (drawn, bare.has_converged) == (rules.solve(NEAR), False)


def test_many_cases_at_once_are_each_as_if_alone():
    other = Case.of([10, 10, 10], {0: 1.02}, {2: (500, 100)}, [Line(0, 1, 0.1, 0.1), Line(1, 2, 0.2, 0.1)])
    found = rules.solve_all([NEAR, other])
    assert [one.lowest_pu for one in found] == pytest.approx([rules.solve(c).lowest_pu for c in (NEAR, other)])


@pytest.fixture
def saved():
    return json.loads(pandapower.to_json(networks.create_cigre_network_mv()))


def changed(saved, name, column, value):
    """The file with a column of the first row changed."""
    table = saved["_object"][name]["_object"]
    table = json.loads(table) if isinstance(table, str) else table
    table["data"][0][table["columns"].index(column)] = value
    saved["_object"][name]["_object"] = table
    return json.dumps(saved)


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("trafo", "sn_mva", 0), ("line", "length_km", -1), ("line", "from_bus", 999), ("line", "length_km", None)],
)
def test_what_cannot_be_is_found(saved, name, column, value):
    with pytest.raises(Invalid):
        reader.read(changed(saved, name, column, value))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"_class": "pandapowerNet", "_object": {}}', "<rdf/>"])
def test_another_file_or_half_of_one_gets_a_sentence(text):
    with pytest.raises(Invalid):
        reader.read(text)


def test_every_line_of_the_demo_county_is_solved_in_one_call(db):
    demo.load(NOON, demo.SMALL)
    lines = list(Feeder.objects.filter(areas__isnull=False).distinct().order_by("pk"))
    found = queries.flows(lines)
    assert all(one.peak.has_converged and one.valley.has_converged for one in found)
    assert all(0.7 < one.peak.lowest_pu < one.valley.lowest_pu < 1.04 for one in found)


def test_a_load_more_lowers_the_voltage_and_raises_the_losses(db):
    demo.load(NOON, demo.SMALL)
    line = Feeder.objects.get(code="S-XJ-F01")
    [now], [more] = (
        queries.flows([line]),
        queries.flows([line], more_kva=800, at_area=TransformerArea.objects.filter(feeder=line).last()),
    )
    assert more.peak.lowest_pu < now.peak.lowest_pu
    assert more.peak.losses_kw > now.peak.losses_kw


def lowest(line):
    return queries.flows([line])[0].peak.lowest_pu


def test_a_line_once_read_takes_one_statement_and_is_as_new_as_the_tables(db, django_assert_num_queries):
    demo.load(NOON, demo.SMALL)
    line = Feeder.objects.get(code="S-XJ-F01")
    last = TransformerArea.objects.filter(node__feeder=line).order_by("node__lo").last()
    changes = [
        lambda: TransformerArea.objects.filter(pk=last.pk).update(peak_kva=last.peak_kva * 4),
        lambda: TransformerArea.objects.filter(pk=last.pk).update(peak_kva=last.peak_kva * 5),
        lambda: Branch.objects.filter(feeder=line, kind=BranchKind.SECTION).update(r_ohm=F("r_ohm") * 2),
        lambda: Node.objects.filter(pk=last.node.pk).update(lo=None, hi=None),
        lambda: Feeder.objects.filter(pk=line.pk).update(voltage_kv=20),
    ]
    told = [lowest(line)]
    with django_assert_num_queries(1):
        assert lowest(line) == told[0]
    for change in changes:
        change()
        told.append(lowest(line))
        wires._wires.cache_clear()
        assert told[-1] == lowest(line)
    assert len(set(told)) == len(told)


def as_it_was_told(make):
    """A saved network reduced to what the model holds: no capacitance, our power factor, bars at our voltage."""
    net = make()
    net.line["c_nf_per_km"] = 0.0
    net.load["q_mvar"] = net.load["p_mw"] * wires.KVAR_A_KW
    net.sgen.drop(net.sgen.index, inplace=True)
    text = pandapower.to_json(net)
    net.ext_grid["in_service"] = net.trafo["in_service"] = False
    for bus in net.trafo["lv_bus"].unique():
        pandapower.create_ext_grid(net, bus, vm_pu=wires.BAR_PU)
    pandapower.runpp(net, trafo_model="pi", tolerance_mva=1e-10, numba=False)
    return text, net


@pytest.mark.parametrize("make", [networks.mv_oberrhein, networks.create_cigre_network_mv])
def test_what_was_imported_flows_as_in_the_network_it_came_from(take, make):
    text, net = as_it_was_told(make)
    assert take(text).errors() == []
    lines = list(Feeder.objects.order_by("pk"))
    ours = {}
    for line, wired in zip(lines, wires.wires_of(lines), strict=True):
        solved = rules.solve(wired.case.loaded(float(line.peak_kw)))
        ours |= {area: solved.voltages_pu[bus] for area, bus in wired.bus_of_area.items()}
    codes = TransformerArea.objects.filter(pk__in=ours).values_list("pk", "code")
    apart = [abs(ours[pk] - net.res_bus.vm_pu[int(code.rpartition("-D")[2])]) for pk, code in codes]
    assert len(apart) > 10
    assert max(apart) < 1e-6
