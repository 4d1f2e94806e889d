"""Tables of the government side: what each authority asks for, and the rounds, permits and filings that ran."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.roles import Role
from approvals.choices import (
    CLOCK,
    LIVE_ROUND,
    OURS_TO_ACT,
    UNDECIDED,
    Department,
    FilingStage,
    PermitKind,
    PermitStage,
    RoundKind,
    RoundStage,
)
from approvals.machines import PermitMachine, RoundMachine
from approvals.rules import ExemptionBasis
from deadlines.models import Clock, Timeline


class PermitDefinitionQuerySet(models.QuerySet["PermitDefinition"]):
    def in_force(self, day: date) -> PermitDefinitionQuerySet:
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)


class PermitDefinition(models.Model):
    """What one kind of permit needs, from whom, on which basis and when. Kept apart from the rows that ran."""

    kind = models.CharField(max_length=24, choices=PermitKind.choices)
    department = models.CharField(max_length=20, choices=Department.choices)
    required_fields = ArrayField(models.CharField(max_length=40))
    further_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    promised_workdays = models.PositiveSmallIntegerField(default=2)
    legal_workdays = models.PositiveSmallIntegerField(default=20)
    basis = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    objects = PermitDefinitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "effective_from"], name="a_permit_kind_changes_once_a_day"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(effective_to=None), name="a_permit_kind_has_one_open_end"
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="a_definition_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(kind__in=PermitKind.values), name="a_permit_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.effective_from}"

    def listed(self, package: Mapping[str, Any]) -> dict[str, Any]:
        """Of what we know, only what this authority needs to see."""
        return {name: package[name] for name in [*self.required_fields, *self.further_fields] if name in package}


class ExemptionPaperQuerySet(models.QuerySet["ExemptionPaper"]):
    def in_force(self, day: date) -> ExemptionPaperQuerySet:
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class ExemptionPaper(models.Model):
    """A government paper that lets an undertaking stand in place of permits, as the rules name it."""

    document = models.CharField(max_length=200, unique=True)
    issuer = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = ExemptionPaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(issuer=""), name="a_government_paper_has_a_name_and_an_issuer"
            )
        ]

    def __str__(self) -> str:
        return self.document

    @property
    def basis(self) -> ExemptionBasis:
        return ExemptionBasis(self.document, self.issuer, self.valid_from, self.valid_until)


class RoundQuerySet(models.QuerySet["Round"]):
    def locked(self, pk: int) -> Round:
        return self.select_for_update().get(pk=pk)

    def live(self) -> RoundQuerySet:
        return self.filter(stage__in=LIVE_ROUND)


class Round(RoundMachine):
    """One go at the authorities for one case: nothing to ask, an undertaking to file, or permits in parallel."""

    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=12, choices=RoundKind.choices)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timeline"], condition=Q(stage__in=LIVE_ROUND), name="a_case_has_one_live_round"
            ),
            models.CheckConstraint(condition=Q(stage__in=RoundStage.values), name="a_round_is_at_a_known_stage"),
            models.CheckConstraint(condition=Q(kind__in=RoundKind.values), name="a_round_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.timeline_id}, {self.stage}"

    @property
    def is_live(self) -> bool:
        return self.stage in LIVE_ROUND

    @property
    def is_settled(self) -> bool:
        """Closed for good: nothing stands against starting the works."""
        return self.closed_at is not None

    def is_done(self) -> bool:
        """Nothing stands against starting the works. Restoring the ground afterwards is no part of this."""
        if self.kind == RoundKind.FILING:
            return any(filing.stage in (FilingStage.FILED, FilingStage.RESTORED) for filing in self.filings.all())
        return all(permit.stage == PermitStage.GRANTED for permit in self.permits.all())

    def is_decided(self) -> bool:
        return not self.permits.filter(stage__in=UNDECIDED).exists()

    def is_ours_to_act(self) -> bool:
        """A package, an answer or another route is owed by us: what the authorities do meanwhile excuses nothing."""
        return not self.is_live or self.permits.filter(stage__in=OURS_TO_ACT).exists()

    def is_stuck(self) -> bool:
        """Every authority has spoken, and one of them said no."""
        return self.is_decided() and self.permits.filter(stage=PermitStage.GOV_REFUSED).exists()


class PermitQuerySet(models.QuerySet["Permit"]):
    def locked(self, pk: int) -> Permit:
        return self.select_for_update(of=["self"]).select_related("definition").get(pk=pk)

    def undecided(self) -> PermitQuerySet:
        return self.filter(stage__in=UNDECIDED)

    def sent(self) -> PermitQuerySet:
        return self.filter(submitted_at__isnull=False)

    def at_desk_of(self, user: Any) -> PermitQuerySet:
        """What has been sent to the authorities this person decides for."""
        mine = [department for department in Department.values if user.has_role(Role.GOV, department=department)]
        return self.sent().filter(definition__department__in=mine)

    def soonest_first(self) -> PermitQuerySet:
        """By the day the authorities' clock of the case ends; one that rests comes last."""
        clock = Clock.objects.filter(timeline=OuterRef("timeline"), kind=CLOCK).order_by("-cycle")
        due = Subquery(clock.values("due_at")[:1])
        return self.annotate(due_at=due).order_by(F("due_at").asc(nulls_last=True), "pk")


class Permit(PermitMachine):
    """One permit asked of one authority, with the package exactly as it was sent."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="permits")
    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="permits")
    kind = models.CharField(max_length=24, choices=PermitKind.choices)
    definition = models.ForeignKey(PermitDefinition, on_delete=models.PROTECT, related_name="+")
    package = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    corrections = models.PositiveSmallIntegerField(default=0)
    missing = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    ground = models.TextField(blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    document = models.FileField(upload_to="approvals/decisions/%Y/", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PermitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="a_round_asks_for_a_permit_once"),
            models.CheckConstraint(condition=Q(stage__in=PermitStage.values), name="a_permit_is_at_a_known_stage"),
            models.CheckConstraint(
                condition=~Q(stage=PermitStage.GRANTED) | ~Q(document_no=""), name="a_granted_permit_has_a_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of round {self.round_id}, {self.stage}"

    def missing_fields(self) -> list[str]:
        return [name for name in self.definition.required_fields if self.package.get(name) in (None, "", [], {})]


from approvals.filing.models import *  # noqa: E402, F403 - tables of a chapter
from approvals.package.models import *  # noqa: E402, F403
from approvals.platform.models import *  # noqa: E402, F403
from approvals.zones.models import *  # noqa: E402, F403
