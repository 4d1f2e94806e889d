"""P6: who is without supply when a switch opens: asked of the database, beside graphs held in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bench.cast import cast
from bench.ground import BASE, databases, dice, multiply, on, size_of, writing_fast
from bench.sides import alternate, compare, judge, say, surroundings, tell

NODES = {"tiny": 400, "short": 100_000, "long": 100_000}
POINTS = {"tiny": 400, "short": 100_000, "long": 1_000_000}
SWITCH = 9  # a ninth of the network hangs behind this branch
CTE = """
    WITH RECURSIVE fed AS (
        SELECT {down}::bigint AS id UNION ALL
        SELECT n.id FROM fed JOIN gridhealth_branch b ON b.one_id = fed.id JOIN gridhealth_node n ON n.fed_by_id = b.id
    ) SELECT id FROM fed
"""


def main() -> dict[str, Any]:
    from django.utils import timezone

    at, nodes, points = timezone.now(), size_of(**NODES), size_of(**POINTS)
    say(f"P6: a switch with a ninth of {nodes:,} nodes and {points:,} accounts behind it")
    with databases("p6") as made, on(made["p6"]):
        people = _network(made["p6"], nodes, points, at)
        sides, dark = _sides(made["p6"], nodes)
        times = alternate(sides, rounds=size_of(tiny=2, short=15, long=15))
        say(f"  {dark:,} nodes go dark")
        tell(times)
        pairs = (
            ("counted", "database, counted", "networkx, nodes", 0.35),
            ("listed", "database, listed", "networkx, nodes", 0.35),
            ("listed beside the part behind alone", "database, listed", "networkx, nodes behind alone", 0.35),
            ("accounts counted", "database, accounts", "networkx, accounts", 1.0),
        )
        told: dict[str, Any] = {
            what: compare("P6", f"{what}, beside networkx", times, one, other, goal=goal)
            for what, one, other, goal in pairs
        }
        told["touched"] = _touched(made["p6"], people, dark, at)
    return {**told, "ms": times, "nodes": nodes, "points": points, **surroundings()}


def _network(connection: Any, n: int, points: int, at: datetime) -> Any:
    """A tree in which each node feeds three, the last third of it transformers; numbered by the portal itself."""
    from customers.actions import open_account, register_customer, register_site
    from gridhealth.topology import actions as topology
    from gridhealth.topology.models import Branch, Node

    people = cast(at)
    customer = register_customer(user=people.customer, kind="NATURAL_PERSON", name="张三", phone="", at=at)
    site = register_site(customer, address="新县某路1号")
    point = open_account(customer, site, area=people.area, feeder=None, voltage_class="LV", capacity_kva=8, at=at)
    node = Node.objects.get(area=people.area)
    branch, first, key = Branch.objects.get(feeds=node), n - n // 3, f"{BASE} + g.n"
    with writing_fast(connection) as cursor:
        named = {"mrid": "gen_random_uuid()", "name": "'-'"}
        multiply(cursor, people.area, n, code="'A' || g.n", only=f"g.n > {first}", **named)
        multiply(
            cursor, node, n, mrid=named["mrid"], code="'N' || g.n", fed_by_id="NULL", lo="NULL", hi="NULL",
            area_id=f"CASE WHEN g.n > {first} THEN {key} END",
            main_transformer_id=f"CASE WHEN g.n = 1 THEN {people.area.feeder.main_transformer_id} END",
        )  # fmt: skip
        multiply(
            cursor, branch, n, only="g.n > 1", code="'B' || g.n", **named, other_id=key,
            one_id=f"{BASE} + greatest(1, g.n / 3)", kind=f"CASE WHEN g.n = {SWITCH} THEN 'SWITCH' ELSE 'SECTION' END",
        )  # fmt: skip
        multiply(
            cursor, point, points, account_no="lpad((g.n + 5000000)::text, 13, '9')",
            area_id=f"{BASE} + {first} + 1 + {dice(3, n // 3)}",
        )  # fmt: skip
        cursor.execute("RESET session_replication_role")
        topology.derive()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE gridhealth_node, gridhealth_branch, customers_supplypoint")
    return people


def _sides(connection: Any, n: int) -> tuple[dict[str, Callable[[], Any]], int]:
    from django.db.models import Count

    from customers.models import SupplyPoint
    from gridhealth.topology import queries
    from gridhealth.topology.models import Branch, Node

    edges = list(Branch.objects.filter(pk__gt=BASE).values_list("one_id", "other_id"))
    counted = Node.objects.filter(pk__gt=BASE).annotate(n=Count("area__supply_points")).values_list("pk", "n")
    switch = Branch.objects.get(pk=BASE + SWITCH)
    graphs, dark = (
        _networkx(edges, (switch.one_id, switch.other_id), dict(counted)),
        queries.fed_through(switch).count(),
    )
    found = {name: len(side()) for name, side in graphs.items() if "nodes" in name}
    if not dark or set(found.values()) != {dark}:
        raise SystemExit(f"P6 measured nothing: the database finds {dark} dark nodes, the graphs {found}")
    accounts = SupplyPoint.objects.filter(closed_at=None)
    sides: dict[str, Callable[[], Any]] = {
        **graphs,
        "database, counted": lambda: queries.fed_through(switch).count(),
        "database, listed": lambda: list(queries.fed_through(switch).values_list("pk", flat=True)),
        "database, accounts": lambda: accounts.filter(area__in=queries.areas_fed_through(switch)).count(),
        "recursive CTE, listed": lambda: _recursive(connection),
    }
    if rust := _rustworkx([edge for edge in edges if edge[1] != switch.other_id], BASE + SWITCH):
        sides["rustworkx, only the part behind"] = rust
    return sides, dark


def _recursive(connection: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(CTE.format(down=BASE + SWITCH))
        return list(cursor.fetchall())


def _networkx(
    edges: list[tuple[int, int]], cut: tuple[int, int], accounts: dict[int, int]
) -> dict[str, Callable[[], Any]]:
    """The switch is opened in the graph; dark is whatever the source no longer reaches. Or only its part is asked."""
    import networkx

    graph = networkx.Graph(edges)

    def dark(*, is_whole: bool = True) -> set[int]:
        graph.remove_edge(*cut)
        reached = networkx.node_connected_component(graph, BASE + 1 if is_whole else cut[1])
        graph.add_edge(*cut)
        return set(graph) - reached if is_whole else reached

    return {
        "networkx, nodes": dark,
        "networkx, nodes behind alone": lambda: dark(is_whole=False),
        "networkx, accounts": lambda: sum(accounts[node] for node in dark()),
    }


def _rustworkx(edges: list[tuple[int, int]], down: int) -> Callable[[], Any] | None:
    try:
        import rustworkx
    except ModuleNotFoundError:
        say("  rustworkx is left out: it is not installed here")
        return None
    graph = rustworkx.PyGraph()
    places = {node: place for place, node in enumerate(sorted({end for edge in edges for end in edge}))}
    graph.add_nodes_from(list(places))
    graph.add_edges_from_no_data([(places[one], places[other]) for one, other in edges])
    return lambda: rustworkx.node_connected_component(graph, places[down])


def _touched(connection: Any, people: Any, dark: int, at: datetime) -> int:
    """Open and close the switch: how many nodes were written, and how long it takes."""
    import time

    from django.db import transaction

    from gridhealth.topology import actions as topology
    from gridhealth.topology.models import Branch

    written, asked = 0, "SELECT pg_stat_get_xact_tuples_updated('gridhealth_node'::regclass)"
    for is_closed in (False, True):
        switch, began = Branch.objects.get(pk=BASE + SWITCH), time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(asked)
            before = int(cursor.fetchone()[0])
            topology.operate(switch, is_closed=is_closed, at=at, by=people.dispatch)
            cursor.execute(asked)
            written = max(written, int(cursor.fetchone()[0]) - before)
        took = (time.perf_counter() - began) * 1000
        say(f"  {'closing' if is_closed else 'opening'} the switch takes {took:.0f} ms")
    if not written:
        raise SystemExit("P6 measured nothing: the switching wrote no node")
    judge("P6", "nodes written by a switching, beside those that moved", written / dark, goal=1.01)
    return written
