"""Tables of what customers demand and what they are answered."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse

from accounts.crypto import EncryptedTextField
from accounts.masking import mask_phone
from accounts.roles import Role
from customers.demands.choices import OPEN, DemandKind, DemandStage, Rung, Source
from customers.demands.machine import DemandMachine
from deadlines.models import Clock, Timeline

SEE_ALL = frozenset({Role.CHIEF, Role.INTAKE, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR})
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_demand_number() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(9))
    return f"{settings.COUNTY['prefix']}D-{signs[:4]}-{signs[4:]}"


class DemandQuerySet(models.QuerySet["Demand"]):
    def visible_to(self, user: Any) -> DemandQuerySet:
        """Customers see their own, officers what they own; the chief, intake and the readers see all."""
        if not user.is_staff:
            return self.filter(user=user)
        return self if user.roles & SEE_ALL else self.filter(owner=user)

    def open(self) -> DemandQuerySet:
        return self.filter(stage__in=OPEN)

    def by_urgency(self) -> DemandQuerySet:
        """What is open by the day it is due on, as `due_at`; what is over behind it, the newest first."""
        running = Clock.objects.running().filter(timeline=OuterRef("timeline"), due_at__isnull=False)
        soonest = Subquery(running.order_by("due_at").values("due_at")[:1])
        due_at = Case(When(stage__in=OPEN, then=soonest), output_field=models.DateTimeField())
        rows = self.annotate(is_open=Q(stage__in=OPEN), due_at=due_at)
        return rows.order_by("-is_open", F("due_at").asc(nulls_last=True), "-opened_at")

    def locked(self, pk: int) -> Demand:
        return self.select_related("timeline").select_for_update(of=("timeline", "self")).get(pk=pk)


class Demand(DemandMachine):
    """One demand, complaint or appeal: it has an owner and clocks from its first minute. `case`: what it is about."""

    number = models.CharField(max_length=20, unique=True, default=new_demand_number)
    timeline = models.OneToOneField(Timeline, on_delete=models.PROTECT, related_name="demand")
    kind = models.CharField(max_length=10, choices=DemandKind.choices)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PORTAL)
    source_ref = models.CharField(max_length=80, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="demands"
    )
    phone = EncryptedTextField(blank=True, mask=mask_phone)
    case = models.ForeignKey(Timeline, null=True, blank=True, on_delete=models.PROTECT, related_name="demands")
    words = EncryptedTextField()
    rung = models.PositiveSmallIntegerField(choices=Rung.choices, default=Rung.MANAGER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="owned_demands"
    )
    hand_overs = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()

    objects = DemandQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=DemandStage.values), name="a_demand_is_at_a_known_stage"),
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=~Q(source_ref=""), name="a_pushed_demand_counts_once"
            ),
        ]
        indexes = [models.Index(fields=["owner"], name="open_demands", condition=Q(stage__in=sorted(OPEN)))]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("demands:one", args=[self.number])


class DemandAnswer(models.Model):
    """What was answered, from which rung. An answer stays as it was given; the next one stands beside it."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="answers")
    rung = models.PositiveSmallIntegerField(choices=Rung.choices)
    words = EncryptedTextField()
    # Nobody of ours: 95598 answered.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.demand_id}"


class DemandAddition(models.Model):
    """What the customer said later. The first words stay as they were."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="additions")
    words = EncryptedTextField()
    said_at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return f"addition {self.pk} to {self.demand_id}"
