"""How the network hangs together: nodes, the sections and switches between them, and what was switched when.

Each node that has power carries an interval that holds the intervals of everything fed through it, so that both
questions of a dispatcher are one indexed read. The numbers leave gaps: a switch moves its own part alone.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import BigIntegerRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from gridhealth.choices import BranchKind
from gridhealth.models import Feeder, MainTransformer, NetworkObject, TransformerArea

__all__ = ["Branch", "Node", "Switching"]

SPAN = Func(F("lo"), F("hi"), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class NodeQuerySet(models.QuerySet["Node"]):
    def fed(self) -> NodeQuerySet:
        return self.filter(lo__isnull=False)

    def dark(self) -> NodeQuerySet:
        return self.filter(lo=None)

    def under(self, node: Node) -> NodeQuerySet:
        """The node and whatever gets its power through it."""
        return self.filter(lo__gte=node.lo, lo__lte=node.hi) if node.lo is not None else self.none()

    def above(self, node: Node) -> NodeQuerySet:
        """What the power of a node passes on its way, source first, the node last."""
        if node.lo is None:
            return self.none()
        return self.alias(span=SPAN).filter(span__contains=node.lo).order_by("lo")


class Node(models.Model):
    """A point where equipment meets: a bar of a substation, a pole, the terminals of a transformer."""

    mrid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=60, unique=True)
    feeder = models.ForeignKey(Feeder, null=True, on_delete=models.PROTECT, related_name="nodes")
    main_transformer = models.ForeignKey(MainTransformer, null=True, on_delete=models.PROTECT, related_name="bars")
    area = models.OneToOneField(TransformerArea, null=True, on_delete=models.PROTECT, related_name="node")
    fed_by = models.OneToOneField("Branch", null=True, on_delete=models.PROTECT, related_name="feeds")
    lo = models.BigIntegerField(null=True)
    hi = models.BigIntegerField(null=True)

    objects = NodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lo=None, hi=None) | Q(lo__isnull=False, hi__gte=F("lo")), name="an_interval_has_two_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["lo"], name="nodes_in_feeding_order"),
            models.Index(fields=["id"], condition=Q(lo=None), name="nodes_without_power"),
            GistIndex(SPAN, name="intervals_of_nodes"),
        ]

    def __str__(self) -> str:
        return self.code


class Branch(NetworkObject):
    """A line section or a switch between two nodes. A section is always closed."""

    kind = models.CharField(max_length=8, choices=BranchKind.choices)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="branches")
    one = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    is_closed = models.BooleanField(default=True)
    is_normally_closed = models.BooleanField(default=True)
    # Closed between two parts that have power anyway: feeds nobody now, and steps in when another opens.
    is_loop = models.BooleanField(default=False, editable=False)
    length_m = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    r_ohm = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    x_ohm = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    limit_a = models.DecimalField(max_digits=8, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="a_branch_joins_two_nodes"),
            models.CheckConstraint(condition=Q(kind=BranchKind.SWITCH, is_closed=False) | Q(is_closed=True),
                                   name="only_a_switch_opens"),
            models.CheckConstraint(condition=Q(length_m__gte=0, r_ohm__gte=0), name="a_branch_has_no_negative_length"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["id"], condition=Q(is_loop=True), name="branches_that_close_loops")]

    @property
    def down(self) -> Node | None:
        """The node it feeds now."""
        return Node.objects.filter(fed_by=self).first()


class Switching(models.Model):
    """A switch was opened or closed, as reported to us: the portal never operates anything."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="switchings")
    is_closed = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    moved = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["branch", "-at"], name="what_was_switched_when")]

    def __str__(self) -> str:
        return f"{self.branch_id} {'closed' if self.is_closed else 'opened'}"
