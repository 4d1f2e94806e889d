"""Tables of planned work: the work, the signatures of its approval, and what was announced for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.roles import Role
from customers.models import SupplyPoint
from deadlines.models import Timeline
from gridhealth.models import Feeder, TransformerArea
from outages.planned.choices import (
    ANNOUNCED,
    OVER,
    SWITCHING_OFF,
    AnnouncementKind,
    LiveMethod,
    NoticeClass,
    PlannedStage,
    WorkKind,
)
from outages.planned.machines import PlannedMachine
from outages.planned.rules import CHAIN, announce_by

# Seven full days of notice and two to act in; half an hour to say that it takes longer.
SOON_TO_ANNOUNCE, SOON_OVER = timedelta(days=10), timedelta(minutes=30)


class PlannedWorkQuerySet(models.QuerySet["PlannedWork"]):
    def locked(self, pk: int) -> PlannedWork:
        """Lock the case first, then the row: the order everybody keeps."""
        Timeline.objects.locked(self.values_list("timeline_id", flat=True).get(pk=pk))
        return self.select_for_update().get(pk=pk)

    def open(self) -> PlannedWorkQuerySet:
        return self.exclude(stage__in=OVER)

    def awaiting_somebody(self) -> PlannedWorkQuerySet:
        """Where the next step is a signature, the announcement or the review: nobody does it by just working on."""
        waiting = (PlannedStage.OUTAGE_REQUEST, PlannedStage.APPROVED, PlannedStage.RESTORED)
        return self.filter(stage__in=waiting).order_by("starts_at", "pk")

    def switching_off(
        self, areas: models.QuerySet[TransformerArea], start: datetime, end: datetime
    ) -> PlannedWorkQuerySet:
        """Outages asked for, or going to be, that leave one of these areas dark between the two."""
        asked = self.filter(stage__in=SWITCHING_OFF, areas__in=areas, starts_at__lt=end, ends_at__gt=start)
        return asked.order_by("starts_at", "pk").distinct()

    def needing_a_word(self, *, at: datetime) -> PlannedWorkQuerySet:
        """Approved and soon too late to announce, or switched off and the announced end about to pass."""
        announce = Q(stage=PlannedStage.APPROVED, starts_at__lte=at + SOON_TO_ANNOUNCE)
        return self.filter(announce | Q(stage=PlannedStage.STARTED, ends_at__lte=at + SOON_OVER))


class PlannedWork(PlannedMachine):
    """Work on the network. `origin` is the case that asked for it, when a customer is to be connected."""

    timeline = models.OneToOneField(Timeline, on_delete=models.PROTECT, related_name="planned_work")
    origin = models.ForeignKey(
        Timeline, null=True, blank=True, on_delete=models.PROTECT, related_name="planned_works_asked"
    )
    kind = models.CharField(max_length=16, choices=WorkKind.choices)
    summary = models.CharField(max_length=200)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="planned_works")
    areas = models.ManyToManyField(TransformerArea, related_name="planned_works")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    live_method = models.CharField(max_length=20, choices=LiveMethod.choices, blank=True)
    why_not_live = models.CharField(max_length=500, blank=True)
    saved_customer_hours = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    reschedules = models.PositiveSmallIntegerField(default=0)
    notice_class = models.CharField(max_length=12, choices=NoticeClass.choices, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    approved_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="planned_work_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(stage__in=PlannedStage.values), name="planned_work_is_at_a_known_stage"),
            models.CheckConstraint(
                condition=~Q(stage__in=ANNOUNCED) | Q(approved_at__isnull=False),
                name="nothing_is_announced_without_its_approval",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="planned_work_by_start")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("planned:work", args=[self.number])

    @property
    def number(self) -> str:
        return self.timeline.reference

    @property
    def announce_by(self) -> datetime:
        return announce_by(self.starts_at)

    def next_role(self) -> Role | None:
        """Who signs next in this round; None when all have, or nothing was asked for."""
        if not self.notice_class:
            return None
        chain, signed = CHAIN[NoticeClass(self.notice_class)], len(self.signers())
        return chain[signed] if signed < len(chain) else None

    def signers(self) -> list[int]:
        """Who has signed in this round, by key."""
        return [one.by_id for one in self.approvals.all() if one.round == self.round]

    def affected(self) -> models.QuerySet[SupplyPoint]:
        """The accounts that lose supply: those of the areas named, and of the line itself when all of it goes dark."""
        found = Q(area__in=self.areas.all())
        if self.areas.count() == self.feeder.areas.count():
            found |= Q(area=None, feeder=self.feeder_id)
        return SupplyPoint.objects.filter(found, closed_at=None)


class Approval(models.Model):
    """One signature of one round. A request made anew is signed anew."""

    work = models.ForeignKey(PlannedWork, on_delete=models.PROTECT, related_name="approvals")
    round = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, choices=Role.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "round", "role"], name="a_role_signs_once_a_round"),
            models.UniqueConstraint(fields=["work", "round", "by"], name="a_person_signs_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id}/{self.round} {self.role}"


class Announcement(models.Model):
    """What the public was told. Never changed: every correction is a new one that refers back."""

    work = models.ForeignKey(PlannedWork, on_delete=models.PROTECT, related_name="announcements")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=AnnouncementKind.choices)
    refers_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    feeder_name = models.CharField(max_length=80)
    area_names = models.TextField()
    reason = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["work", "n"]
        constraints = [
            models.UniqueConstraint(fields=["work", "n"], name="announcements_of_a_work_are_numbered"),
            models.CheckConstraint(
                condition=Q(n=1, refers_to=None) | Q(n__gt=1, refers_to__isnull=False),
                name="every_later_announcement_refers_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id}/{self.n} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("planned:announcement", args=[self.pk])
