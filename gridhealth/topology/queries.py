"""Who is fed through a device, and what feeds a node: one indexed read each."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, Max, Min, Q, QuerySet

from gridhealth.choices import BranchKind
from gridhealth.models import TransformerArea
from gridhealth.topology.models import SPAN, Branch, Node, NodeQuerySet


def fed_through(branch: Branch) -> NodeQuerySet:
    """The nodes that lose power when the branch opens: nobody, if a closed loop steps in."""
    down = branch.down
    if down is None:
        return Node.objects.none()
    return Node.objects.under(down).filter(~Exists(loops_across(down).exclude(pk=branch.pk)))


def areas_fed_through(branch: Branch) -> QuerySet[TransformerArea]:
    """The transformer areas that lose power when the branch opens. Their accounts: `area__in` of this."""
    return TransformerArea.objects.filter(node__in=fed_through(branch))


def areas_under(node: Node) -> QuerySet[TransformerArea]:
    """The transformer areas whose power comes through a node."""
    return TransformerArea.objects.filter(node__in=Node.objects.under(node))


def feeding(node: Node) -> QuerySet[Branch]:
    """The sections and switches through which a node has its power, from the source outward."""
    return Branch.objects.filter(feeds__in=Node.objects.above(node)).order_by("feeds__lo")


def switch_above(areas: Iterable[TransformerArea]) -> Branch | None:
    """The nearest switch through which all of these have their power; None where nothing is known of them."""
    fed = Node.objects.fed().filter(area__in=list(areas)).aggregate(first=Min("lo"), last=Max("hi"))
    if fed["first"] is None:
        return None
    above = Node.objects.alias(span=SPAN).filter(span__contains=fed["first"]).filter(span__contains=fed["last"])
    return Branch.objects.filter(kind=BranchKind.SWITCH, feeds__in=above).order_by("-feeds__lo").first()


def source_of(node: Node) -> Node | None:
    """The bar of the substation from which a node has its power now."""
    return Node.objects.above(node).first()


def loops_across(down: Node) -> QuerySet[Branch]:
    """Closed branches that lead out of what hangs under a node to something else that has power."""
    one_in = Q(one__lo__gte=down.lo, one__lo__lte=down.hi)
    other_in = Q(other__lo__gte=down.lo, other__lo__lte=down.hi)
    fed = Q(one__lo__isnull=False, other__lo__isnull=False)
    return Branch.objects.filter(fed, (one_in & ~other_in) | (other_in & ~one_in), is_loop=True)
