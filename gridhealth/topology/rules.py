"""Trees and their intervals: pure functions over numbers of nodes and branches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Each source numbers what it feeds inside a block of its own.
BLOCK = 2**40
# Fewer numbers than this a node, and the next one to come would find no gap.
LEAST_UNIT = 4


class NoRoom(ValueError):
    """The gap is too small for what is to hang there: the whole tree has to be numbered anew."""


@dataclass(frozen=True)
class Edge:
    """A closed branch between two nodes."""

    id: int
    one: int
    other: int


@dataclass(frozen=True)
class Tree:
    """Nodes outward from a root, each with the one before it and the branch between; the branches that were left."""

    order: Sequence[int]
    parent: Mapping[int, int]
    fed_by: Mapping[int, int]
    loops: frozenset[int]


def neighbours(edges: Iterable[Edge]) -> dict[int, list[tuple[int, int]]]:
    """For each node the nodes beside it, with the branch between."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for edge in edges:
        beside.setdefault(edge.one, []).append((edge.other, edge.id))
        beside.setdefault(edge.other, []).append((edge.one, edge.id))
    return beside


def grow(root: int, beside: Mapping[int, Sequence[tuple[int, int]]], taken: set[int]) -> Tree:
    """The tree that a root feeds, breadth first; `taken` nodes belong to somebody else and are left alone."""
    order, parent, fed_by, met = [root], {}, {}, set()
    taken.add(root)
    queue = deque(order)
    while queue:
        node = queue.popleft()
        for following, branch in beside.get(node, ()):
            met.add(branch)
            if following not in taken:
                taken.add(following)
                parent[following], fed_by[following] = node, branch
                order.append(following)
                queue.append(following)
    return Tree(order, parent, fed_by, frozenset(met - set(fed_by.values())))


def number(tree: Tree, lo: int, hi: int) -> dict[int, tuple[int, int]]:
    """An interval for each node of a tree within lo..hi: those of the fed lie inside their feeder's, with gaps."""
    unit = (hi - lo) // (2 * len(tree.order))
    if unit < LEAST_UNIT:
        raise NoRoom
    size = dict.fromkeys(tree.order, 1)
    for node in reversed(tree.order[1:]):
        size[tree.parent[node]] += size[node]
    spans = {tree.order[0]: (lo, hi)}
    following = {tree.order[0]: lo + 1}
    for node in tree.order[1:]:
        start = following[tree.parent[node]]
        following[tree.parent[node]] = start + size[node] * unit
        spans[node] = (start, start + size[node] * unit - 1)
        following[node] = start + 1
    return spans
