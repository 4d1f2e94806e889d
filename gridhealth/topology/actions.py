"""The only writers of how the network hangs together: derive everything once, then only what a switch moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from gridhealth.choices import BranchKind
from gridhealth.topology import queries, rules
from gridhealth.topology.models import Branch, Node, Switching
from gridhealth.topology.rules import Edge, Tree


@transaction.atomic
def derive() -> int:
    """Number the whole network from its sources; answers how many nodes have power."""
    lock()
    Node.objects.fed().update(lo=None, hi=None, fed_by=None)
    beside = rules.neighbours(_edges(Branch.objects.filter(is_closed=True)))
    roots = list(Node.objects.exclude(main_transformer=None).order_by("pk").values_list("pk", flat=True))
    taken = set(roots)  # no source hangs under another: where two meet is a loop
    trees = [rules.grow(root, beside, taken) for root in roots]
    for tree in trees:
        _write(tree, rules.number(tree, *_block(tree.order[0])))
    fed_by = {branch for tree in trees for branch in tree.fed_by.values()}
    _mark(loops={branch for tree in trees for branch in tree.loops} - fed_by, no_loops=fed_by)
    return len(taken)


@transaction.atomic
def connect(bars: Iterable[Node]) -> int:
    """Number what new bars feed; what had its numbers keeps them. Answers how many nodes got power."""
    lock()
    roots = sorted(bar.pk for bar in bars)
    ends = {"one__lo": None, "other__lo": None}  # whoever has power already is left alone
    beside = rules.neighbours(_edges(Branch.objects.filter(is_closed=True, **ends)))
    taken = set(roots)
    trees = [rules.grow(root, beside, taken) for root in roots]
    for tree in trees:
        _write(tree, rules.number(tree, *_block(tree.order[0])))
    fed_by = {branch for tree in trees for branch in tree.fed_by.values()}
    _mark(loops={branch for tree in trees for branch in tree.loops} - fed_by)
    return len(taken)


@transaction.atomic
def operate(switch: Branch, *, is_closed: bool, at: datetime, by: Any, reason: str = "") -> Switching | None:
    """Take note that a switch was opened or closed; only the part it moved is numbered anew. Twice is once."""
    lock()
    switch = Branch.objects.select_for_update(of=["self"]).get(pk=switch.pk)
    if switch.kind != BranchKind.SWITCH:
        raise Invalid({"branch": _("Only a switch opens and closes. This is a line section.")})
    if switch.is_closed == is_closed:
        return None
    switch.is_closed = is_closed
    switch.save(update_fields=["is_closed"])
    moved = _closed(switch) if is_closed else _opened(switch)
    return Switching.objects.create(branch=switch, is_closed=is_closed, at=at, by=by, reason=reason, moved=moved)


def _opened(switch: Branch) -> int:
    """What hung under it goes dark, or hangs where a closed loop leads."""
    down = switch.down
    if down is None:
        _mark(no_loops={switch.pk})
        return 0
    way_out = queries.loops_across(down).order_by("pk").first()
    under = list(Node.objects.under(down).values_list("pk", flat=True))
    Node.objects.filter(pk__in=under).update(lo=None, hi=None, fed_by=None)
    if way_out is not None:
        _attach(way_out)
    return len(under)


def _closed(switch: Branch) -> int:
    """Between dark and lit the dark part gets power; between two lit parts it closes a loop."""
    has_power = [end.lo is not None for end in (switch.one, switch.other)]
    if all(has_power):
        _mark(loops={switch.pk})
        return 0
    return _attach(switch) if any(has_power) else 0


def _attach(branch: Branch) -> int:
    """Hang the dark part behind a branch under the lit end of it."""
    one, other = Node.objects.get(pk=branch.one_id), Node.objects.get(pk=branch.other_id)
    lit, dark = (one, other) if one.lo is not None else (other, one)
    within = _edges(Branch.objects.filter(is_closed=True, one__lo=None, other__lo=None))
    tree = rules.grow(dark.pk, rules.neighbours(within), {lit.pk})
    try:
        spans = rules.number(tree, *_gap(lit))
    except rules.NoRoom:
        return derive()
    _write(tree, spans)
    Node.objects.filter(pk=dark.pk).update(fed_by=branch)
    tree_branches = {*tree.fed_by.values(), branch.pk}
    _mark(loops=_beyond(tree) - tree_branches, no_loops=tree_branches)
    return len(tree.order)


def _gap(lit: Node) -> tuple[int, int]:
    """Half of what is free behind the last of those a node feeds; the other half waits for the next."""
    assert lit.lo is not None
    assert lit.hi is not None
    beside = Branch.objects.filter(Q(one=lit) | Q(other=lit))
    last = Node.objects.filter(fed_by__in=beside, lo__gt=lit.lo, hi__lte=lit.hi).aggregate(last=Max("hi"))["last"]
    start = (last or lit.lo) + 1
    return start, start + (lit.hi - start) // 2


def _beyond(tree: Tree) -> set[int]:
    """Every closed branch at a node of the tree whose both ends have power."""
    ends = Q(one__in=tree.order) | Q(other__in=tree.order)
    lit = Branch.objects.filter(ends, is_closed=True, one__lo__isnull=False, other__lo__isnull=False)
    return set(lit.values_list("pk", flat=True))


def _edges(branches: Any) -> Iterable[Edge]:
    return (Edge(*row) for row in branches.order_by("pk").values_list("pk", "one_id", "other_id"))


def _block(root: int) -> tuple[int, int]:
    return root * rules.BLOCK, (root + 1) * rules.BLOCK - 1


def _mark(*, loops: Iterable[int] = (), no_loops: Iterable[int] = ()) -> None:
    Branch.objects.filter(pk__in=list(loops), is_loop=False).update(is_loop=True)
    Branch.objects.filter(pk__in=list(no_loops), is_loop=True).update(is_loop=False)


def lock() -> None:
    """One switching at a time: two that meet would number against each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('topology'))")


def _write(tree: Tree, spans: Mapping[int, tuple[int, int]]) -> None:
    """One statement however many nodes move."""
    ids = list(spans)
    rows = (ids, [tree.fed_by.get(i) for i in ids], [spans[i][0] for i in ids], [spans[i][1] for i in ids])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gridhealth_node AS node SET fed_by_id = new.fed_by, lo = new.lo, hi = new.hi"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS new(id, fed_by, lo, hi)"
            " WHERE node.id = new.id",
            rows,
        )
