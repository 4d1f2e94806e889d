"""Who is fed through what, against a graph library, on trees and meshes nobody drew by hand."""

import networkx
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Invalid
from gridhealth import demo
from gridhealth.choices import BranchKind
from gridhealth.models import Feeder, TransformerArea
from gridhealth.topology import actions, queries
from gridhealth.topology.models import Branch, Node, Switching
from tests.gridhealth.conftest import NOON


def mesh(feeder, count, pairs, *, sources=1):
    """`count` nodes, the first of which are sources, and a switch for each pair with its position."""
    nodes = [
        Node(code=f"N{n}", feeder=feeder, main_transformer=feeder.main_transformer if n < sources else None)
        for n in range(count)
    ]
    Node.objects.bulk_create(nodes)
    kept = {(min(a, b), max(a, b)): closed for a, b, closed in pairs if a != b}
    Branch.objects.bulk_create(
        Branch(code=f"B{a}-{b}", name="", kind=BranchKind.SWITCH, feeder=feeder, one=nodes[a], other=nodes[b],
               is_closed=closed)
        for (a, b), closed in kept.items()
    )  # fmt: skip
    actions.derive()
    return list(Branch.objects.order_by("pk"))


def lit_in_theory(without=None):
    """The nodes that a source reaches, by networkx."""
    graph = networkx.Graph()
    graph.add_nodes_from(Node.objects.values_list("pk", flat=True))
    closed = Branch.objects.filter(is_closed=True).exclude(pk=without)
    graph.add_edges_from(closed.values_list("one_id", "other_id"))
    sources = Node.objects.exclude(main_transformer=None).values_list("pk", flat=True)
    return set().union(*(networkx.node_connected_component(graph, source) for source in sources))


def lit():
    return set(Node.objects.fed().values_list("pk", flat=True))


def assert_all_answers_agree():
    now = lit_in_theory()
    assert lit() == now
    for branch in Branch.objects.filter(is_closed=True):
        lost = set(queries.fed_through(branch).values_list("pk", flat=True))
        assert lost == now - lit_in_theory(without=branch.pk)


pairs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()), min_size=6, max_size=22)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=pairs, sources=st.integers(1, 2), flips=st.lists(st.integers(0, 200), max_size=6))
def test_every_answer_is_that_of_a_graph_library_after_any_switching(feeder, pairs, sources, flips):
    with transaction.atomic():
        branches = mesh(feeder, 12, pairs, sources=sources)
        assert_all_answers_agree()
        for flip in flips if branches else ():
            switch = Branch.objects.get(pk=branches[flip % len(branches)].pk)
            actions.operate(switch, is_closed=not switch.is_closed, at=NOON, by=None)
            assert_all_answers_agree()
        transaction.set_rollback(True)


CHAIN = [(n, n + 1, True) for n in range(30)]


def test_what_feeds_a_node_is_its_path_from_the_source(feeder):
    branches = mesh(feeder, 31, CHAIN)
    last = Node.objects.get(code="N30")
    assert list(queries.feeding(last)) == branches
    assert queries.source_of(last).code == "N0"


def test_each_question_is_one_statement_whatever_the_depth(feeder):
    mesh(feeder, 31, CHAIN)
    top, last = Node.objects.get(code="N1"), Node.objects.get(code="N30")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert len(Node.objects.under(top)) == 30
        assert len(queries.feeding(last)) == 30
    assert len(seen) == 2


def test_a_switch_moves_its_own_part_alone(feeder):
    mesh(feeder, 31, [*CHAIN[:-1], (0, 30, True)])
    before = dict(Node.objects.values_list("code", "lo"))
    done = actions.operate(Branch.objects.get(code="B25-26"), is_closed=False, at=NOON, by=None)
    after = dict(Node.objects.values_list("code", "lo"))
    assert done.moved == 4
    assert {code for code in before if before[code] != after[code]} == {"N26", "N27", "N28", "N29"}


def test_switching_twice_is_once_and_is_remembered(feeder):
    [first, *_] = mesh(feeder, 3, CHAIN[:2])
    actions.operate(first, is_closed=False, at=NOON, by=None, reason="storm")
    assert actions.operate(first, is_closed=False, at=NOON, by=None) is None
    assert Switching.objects.get().moved == 2


def test_a_line_section_does_not_switch(feeder):
    [first, *_] = mesh(feeder, 3, CHAIN[:2])
    Branch.objects.filter(pk=first.pk).update(kind=BranchKind.SECTION)
    with pytest.raises(Invalid):
        actions.operate(first, is_closed=False, at=NOON, by=None)


def test_in_the_demo_county_everybody_has_power_through_the_breaker_of_the_own_line(db):
    demo.load(NOON, demo.SMALL)
    assert not Node.objects.dark().exists()
    line = Feeder.objects.get(code="S-XJ-F01")
    behind = queries.areas_fed_through(Branch.objects.get(code="S-XJ-F01-CB"))
    assert set(behind) == set(TransformerArea.objects.filter(feeder=line))
