"""Tables of outages: the event, the parts of the network it leaves dark, its estimates, and who reported it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from customers.choices import LocationClass
from customers.models import SupplyPoint
from deadlines.models import Timeline
from gridhealth.models import Feeder, GridCell, MainTransformer, TransformerArea
from outages.choices import DARK, OVER, VOID, Cause, OutageStage, Source, Verdict
from outages.machine import OutageMachine

WHERE = ("feeder", "area", "main_transformer")


class OutageQuerySet(models.QuerySet["Outage"]):
    def locked(self, pk: int) -> Outage:
        """Under the lock of its case: the row of its timeline."""
        Timeline.objects.locked(self.values_list("timeline_id", flat=True).get(pk=pk))
        return self.select_for_update(of=["self"]).select_related("timeline", *WHERE, "cell").get(pk=pk)

    def open(self) -> OutageQuerySet:
        return self.exclude(stage__in=OVER)

    def dark(self) -> OutageQuerySet:
        """Somebody is without power now; these take in what belongs to them."""
        return self.filter(stage__in=DARK)

    def real(self) -> OutageQuerySet:
        """Outages of the network, as the indices count them."""
        return self.exclude(stage__in=VOID)

    def beside(self, outage: Outage) -> OutageQuerySet:
        """Others of the same main transformer that are going on."""
        near = self.dark().filter(feeder__main_transformer=outage.feeder.main_transformer_id)
        return near.exclude(pk=outage.pk)

    def covering(self, outage: Outage) -> OutageQuerySet:
        """Major events that could take it up."""
        return self.beside(outage).exclude(major_at=None)

    def unsettled(self) -> OutageQuerySet:
        """Faults said to be over that no meter has confirmed."""
        return self.filter(stage=OutageStage.RESTORED)

    def to_watch(self) -> OutageQuerySet:
        """Somebody may have to act: people are in the dark, or words to them are held."""
        return self.filter(Q(stage__in=DARK) | Q(is_push_held=True))


class Outage(OutageMachine):
    """A fault: one event that leaves or left a part of the network without power. Work: `planned.PlannedWork`.

    The cut lies at one area, or else on the line, or else at the main transformer above it and other lines.
    """

    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="outages")
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.OFFICER)
    cause = models.CharField(max_length=20, choices=Cause.choices, default=Cause.UNKNOWN)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="outages")
    area = models.ForeignKey(TransformerArea, null=True, blank=True, on_delete=models.PROTECT, related_name="outages")
    main_transformer = models.ForeignKey(
        MainTransformer, null=True, blank=True, on_delete=models.PROTECT, related_name="outages"
    )
    cell = models.ForeignKey(GridCell, on_delete=models.PROTECT, related_name="outages")
    location_class = models.CharField(max_length=8, choices=LocationClass.choices, default=LocationClass.RURAL)
    began_at = models.DateTimeField(null=True, blank=True)
    detected_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)
    is_answered = models.BooleanField(default=False)
    crew = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dispatched_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrived_longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    arrived_latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    arrive_by_at = models.DateTimeField(null=True, blank=True)
    legal_arrive_by_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=200, blank=True)
    photo = models.FileField(upload_to="outages/photos/%Y/", blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    is_push_held = models.BooleanField(default=False)
    major_at = models.DateTimeField(null=True, blank=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=OutageStage.values), name="an_outage_is_at_a_known_stage"),
            models.CheckConstraint(
                condition=~Q(stage__in=["MERGED", "UPGRADED"]) | Q(merged_into__isnull=False),
                name="a_merged_outage_names_its_other",
            ),
        ]
        indexes = [
            models.Index(fields=["feeder"], condition=Q(stage__in=DARK), name="dark_outages_of_a_feeder"),
            models.Index(fields=["-began_at"], name="latest_outages"),
        ]

    def __str__(self) -> str:
        return f"{self.timeline_id} {self.stage}"

    @property
    def number(self) -> str:
        return self.timeline.reference

    @property
    def is_major(self) -> bool:
        """A major event: it takes its course as every fault, before the eyes of a supervisor."""
        return self.major_at is not None

    @property
    def where(self) -> str:
        """The name of what was cut."""
        return (self.area or self.main_transformer or self.feeder).name

    @property
    def estimate(self) -> Estimate | None:
        """The latest word on when power is back."""
        return self.estimates.order_by("-pk").first()

    def still_out(self) -> models.QuerySet[Report]:
        """Who said after the restoration that there is still no power."""
        return self.reports.filter(is_still_out=True, verdict=Verdict.OPEN)

    def without_power(self) -> models.QuerySet[SupplyPoint]:
        """The accounts behind the parts that are dark."""
        return points_behind(self.parts.dark())

    def affected(self) -> models.QuerySet[SupplyPoint]:
        """The accounts behind every part, dark or back."""
        return points_behind(self.parts.all())


class PartQuerySet(models.QuerySet["Part"]):
    def dark(self) -> PartQuerySet:
        """Where power is not back yet."""
        return self.filter(back_at=None)


class Part(models.Model):
    """A part of a feeder that an outage leaves dark, and the interval: the steps of restoration are these rows.

    A part is one transformer area, or, without an area, the customers who hang on the line itself.
    """

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="parts")
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(TransformerArea, null=True, on_delete=models.PROTECT, related_name="+")
    off_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    customers = models.PositiveIntegerField(default=0)
    is_void = models.BooleanField(default=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_part_is_dark_twice_at_once",
                expressions=[
                    ("feeder", RangeOperators.EQUAL),
                    (Coalesce("area", Value(0)), RangeOperators.EQUAL),
                    (Func("off_at", "back_at", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_void=False),
            ),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gte=F("off_at")), name="power_is_back_after_it_went"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id or self.feeder_id} of outage {self.outage_id}"


class Estimate(models.Model):
    """When power was thought to be back. A revision is one more row; none is ever changed."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="estimates")
    back_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outage", "-id"], name="estimates_of_an_outage")]

    def __str__(self) -> str:
        return f"{self.back_at:%F %H:%M}"


class ReportQuerySet(models.QuerySet["Report"]):
    def loose(self) -> ReportQuerySet:
        """No outage explains them yet, and nobody has judged them."""
        return self.filter(outage=None, verdict=Verdict.OPEN)


class Report(models.Model):
    """Somebody says there is no power, or still none. A place may be all we know."""

    outage = models.ForeignKey(Outage, null=True, on_delete=models.PROTECT, related_name="reports")
    source = models.CharField(max_length=12, choices=Source.choices)
    external_id = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - only others' papers have one
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    supply_point = models.ForeignKey(SupplyPoint, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(TransformerArea, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    is_still_out = models.BooleanField(default=False)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, default=Verdict.OPEN)
    reported_at = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-reported_at"], name="latest_reports")]

    def __str__(self) -> str:
        return f"{self.source} {self.reported_at:%F %H:%M}"


class Push(models.Model):
    """One word to everybody an outage touches: queued, or held in a storm until a supervisor lets it go."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="pushes")
    template = models.CharField(max_length=40)
    turn = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()
    people = models.PositiveIntegerField()
    is_held = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outage", "template", "turn"], name="a_word_of_an_outage_is_said_once"),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(is_held=False, released_by__isnull=False),
                name="somebody_let_a_held_word_go",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="latest_words_of_outages")]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.template}{self.turn}"


def points_behind(parts: models.QuerySet[Part]) -> models.QuerySet[SupplyPoint]:
    """Open accounts behind these parts of the network, in one query."""
    areas: Any = parts.exclude(area=None).values("area")
    lines: Any = parts.filter(area=None).values("feeder")
    found = Q(area__in=areas) | Q(area=None, feeder__in=lines)
    return SupplyPoint.objects.filter(found, closed_at=None)


class Crew(models.Model):
    """Who goes out for a cell."""

    cell = models.OneToOneField(GridCell, on_delete=models.PROTECT, related_name="crew")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.user_id} for {self.cell_id}"


from outages.assessment.models import Appeal, Budget, Reclassification  # noqa: E402
from outages.indices.models import AreaCensus, Interruption  # noqa: E402
from outages.planned.models import Announcement, Approval, PlannedWork  # noqa: E402

__all__ = [
    "Announcement", "Appeal", "Approval", "AreaCensus", "Budget", "Crew", "Estimate", "Interruption", "Outage",
    "Part", "PlannedWork", "Push", "Reclassification", "Report",
]  # fmt: skip
