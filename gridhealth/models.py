"""Tables of the network and of the capacity that plans have taken from it."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from deadlines.models import Timeline
from gridhealth.choices import TAKING, Crs, ReservationStage, SupplyArea, VectorGroup
from gridhealth.rules import extent_of, refuse_unless_surveyed

Box = tuple[Decimal, Decimal, Decimal, Decimal]


class PlacedQuerySet(models.QuerySet[Any]):
    def within(self, box: Box) -> PlacedQuerySet:
        """What touches the box (west, south, east, north), by the corners kept beside each geometry."""
        west, south, east, north = box
        return self.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


class NetworkObject(models.Model):
    """Anything of the network: a global key as in IEC 61970, and the readable code people use."""

    mrid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Placed(NetworkObject):
    """A network object with a place: a GeoJSON geometry, its datum, and its corners for a quick search."""

    geometry = models.JSONField()
    crs = models.CharField(max_length=12, choices=Crs.choices, default=Crs.CGCS2000)
    west = models.DecimalField(max_digits=9, decimal_places=6)
    south = models.DecimalField(max_digits=9, decimal_places=6)
    east = models.DecimalField(max_digits=9, decimal_places=6)
    north = models.DecimalField(max_digits=9, decimal_places=6)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(crs=Crs.CGCS2000), name="%(class)s_lies_in_cgcs2000_alone"),
        ]
        indexes = [models.Index(fields=["west", "south"], name="%(class)s_place")]

    def place(self, geometry: dict[str, Any], crs: str) -> None:
        """Take a geometry, refusing every datum that is not a survey's."""
        refuse_unless_surveyed(crs)
        self.geometry, self.crs = geometry, Crs.CGCS2000
        self.west, self.south, self.east, self.north = extent_of(geometry)


class GridCell(Placed):
    """A planning and service cell: one crew, one manager, several feeders."""

    supply_area = models.CharField(max_length=2, choices=SupplyArea.choices, default=SupplyArea.D)


class Substation(Placed):
    cell = models.ForeignKey(GridCell, on_delete=models.PROTECT, related_name="substations")
    voltage_kv = models.DecimalField(max_digits=6, decimal_places=2)


class MainTransformer(NetworkObject):
    substation = models.ForeignKey(Substation, on_delete=models.PROTECT, related_name="transformers")
    rated_kva = models.DecimalField(max_digits=12, decimal_places=2)
    peak_kva = models.DecimalField(max_digits=12, decimal_places=2)
    peak_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rated_kva__gt=0, peak_kva__gte=0), name="a_main_transformer_has_a_rating"
            )
        ]


class Feeder(Placed):
    """A line out of a substation. `peak_kw` is the highest of twelve months, seen up to `peak_on`."""

    cell = models.ForeignKey(GridCell, on_delete=models.PROTECT, related_name="feeders")
    main_transformer = models.ForeignKey(MainTransformer, on_delete=models.PROTECT, related_name="feeders")
    voltage_kv = models.DecimalField(max_digits=6, decimal_places=2)
    current_limit_a = models.DecimalField(max_digits=8, decimal_places=2)
    peak_kw = models.DecimalField(max_digits=12, decimal_places=2)
    peak_on = models.DateField()

    class Meta(Placed.Meta):
        abstract = False
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(voltage_kv__gt=0, current_limit_a__gt=0, peak_kw__gte=0), name="a_feeder_has_a_rating"
            ),
        ]


class TransformerArea(Placed):
    """All low-voltage customers of one public transformer."""

    cell = models.ForeignKey(GridCell, on_delete=models.PROTECT, related_name="areas")
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="areas")
    township_code = models.CharField(max_length=9, blank=True)
    rated_kva = models.DecimalField(max_digits=10, decimal_places=2)
    peak_kva = models.DecimalField(max_digits=10, decimal_places=2)
    peak_on = models.DateField()
    vector_group = models.CharField(max_length=8, choices=VectorGroup.choices, blank=True)

    class Meta(Placed.Meta):
        abstract = False
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(condition=Q(rated_kva__gt=0, peak_kva__gte=0), name="an_area_has_a_rating"),
        ]


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def locked(self, pk: int) -> Reservation:
        return self.select_for_update().get(pk=pk)

    def taking(self) -> ReservationQuerySet:
        return self.filter(stage__in=TAKING)

    def held(self) -> ReservationQuerySet:
        return self.filter(stage=ReservationStage.HELD)

    def lapsed(self, *, at: datetime) -> ReservationQuerySet:
        """Held for longer than was promised. Whoever holds them decides; capacity does not come back by itself."""
        return self.held().filter(held_until__lt=at)


class Reservation(models.Model):
    """Capacity that a plan has taken: held until energising, withdrawal or the end of the plan.

    `firm_kva` may be less than was applied for, even nothing: the customer keeps a place in the line and is
    connected with what there is. Nobody is refused for want of capacity.
    """

    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="reservations")
    source_no = models.PositiveSmallIntegerField(default=1)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="reservations")
    area = models.ForeignKey(TransformerArea, null=True, on_delete=models.PROTECT, related_name="reservations")
    applied_kva = models.DecimalField(max_digits=12, decimal_places=2)
    firm_kva = models.DecimalField(max_digits=12, decimal_places=2)
    full_on = models.DateField(null=True, blank=True)
    bottleneck = models.CharField(max_length=40, blank=True)
    upgrade = models.ForeignKey(
        "gridhealth.Upgrade", null=True, blank=True, on_delete=models.PROTECT, related_name="reservations"
    )
    rule_set = models.CharField(max_length=40)
    stage = FSMField(max_length=12, choices=ReservationStage.choices, default=ReservationStage.HELD, protected=True)
    reserved_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timeline", "source_no"],
                condition=Q(stage__in=TAKING),
                name="a_case_takes_capacity_once_a_source",
            ),
            models.CheckConstraint(
                condition=Q(firm_kva__gte=0, firm_kva__lte=F("applied_kva"), applied_kva__gt=0),
                name="nobody_holds_more_than_was_applied_for",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=ReservationStage.values), name="a_reservation_is_at_a_known_stage"
            ),
        ]
        indexes = [
            models.Index(fields=["feeder"], condition=Q(stage__in=TAKING), name="taken_from_a_feeder"),
            models.Index(fields=["area"], condition=Q(stage__in=TAKING), name="taken_from_an_area"),
            models.Index(fields=["held_until"], condition=Q(stage="HELD"), name="held_until_when"),
        ]

    def __str__(self) -> str:
        return f"{self.firm_kva} of {self.applied_kva} kVA, {self.stage}"

    @property
    def target(self) -> Feeder | TransformerArea:
        return self.area or self.feeder

    @property
    def is_constrained(self) -> bool:
        return self.firm_kva < self.applied_kva

    # Who may order these is decided by the case that orders them: they are never offered as buttons of their own.
    @transition("stage", ReservationStage.HELD, ReservationStage.CONNECTED)
    def convert(self) -> None: ...

    @transition("stage", ReservationStage.HELD, ReservationStage.RELEASED)
    def release(self) -> None: ...


# The tables of the chapters; Django finds them here.
from gridhealth.health.models import *  # noqa: E402, F403
from gridhealth.hosting.models import *  # noqa: E402, F403
from gridhealth.importing.models import *  # noqa: E402, F403
from gridhealth.telemetry.models import *  # noqa: E402, F403
from gridhealth.topology.models import *  # noqa: E402, F403
from gridhealth.upgrades.models import *  # noqa: E402, F403
