"""Transformers to lend, and who has which: an offer, never a duty."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.roles import Role, by_role, by_system
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.lease.choices import HOLDING, UNSIGNED, Instead, LeaseStage, Rating
from applications.survey.wording import measured
from deadlines.machine import condition

S = LeaseStage


class TransformerQuerySet(models.QuerySet["Transformer"]):
    def free(self) -> TransformerQuerySet:
        """In order, and with nobody."""
        held = Lease.objects.filter(transformer=OuterRef("pk"), stage__in=HOLDING)
        return self.filter(~Exists(held), is_sound=True)


class Transformer(models.Model):
    """One piece of the stock, known by the number on its plate."""

    asset_no = models.CharField(max_length=22, unique=True)
    rating_kva = models.PositiveSmallIntegerField(choices=Rating.choices)
    is_sound = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    objects = TransformerQuerySet.as_manager()

    class Meta:
        app_label = "applications"
        ordering = ["rating_kva", "asset_no"]
        constraints = [
            models.CheckConstraint(condition=Q(rating_kva__in=Rating.values), name="a_transformer_has_a_known_rating"),
            models.CheckConstraint(condition=Q(asset_no__regex=r"^[0-9A-Z-]{4,22}$"), name="an_asset_has_its_number"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_no} · {measured(str(self.rating_kva), 'kVA')}"


@condition(_("The day until which it was quoted is over. Name a new price first."))
def quote_is_of_today(lease: Lease) -> bool:
    return lease.until_on is not None


class Lease(models.Model):
    """One lease of one application. The timeline of the case is its lock and its history."""

    application = models.OneToOneField("applications.Application", on_delete=models.PROTECT, related_name="lease_row")
    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="+")
    stage = FSMField(max_length=12, choices=S.choices, default=S.OFFERED, protected=True)
    wanted_kva = models.PositiveSmallIntegerField(choices=Rating.choices, null=True, blank=True)
    instead = models.CharField(max_length=10, choices=Instead.choices, blank=True)
    transformer = models.ForeignKey(Transformer, null=True, blank=True, on_delete=models.PROTECT, related_name="leases")
    yuan_per_day = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    deposit_yuan = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    rate_basis = models.CharField(max_length=40, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    delivered_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    # What was found when it came back; what mending costs.
    damages = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    damage_yuan = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    # What is still owed, or given back if below zero.
    balance_yuan = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(
                fields=["transformer"], condition=Q(stage__in=sorted(HOLDING)), name="a_transformer_is_in_one_lease"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(HOLDING))
                | Q(transformer__isnull=False, yuan_per_day__isnull=False, until_on__isnull=False),
                name="a_priced_lease_names_its_transformer",
            ),
            models.CheckConstraint(condition=Q(stage__in=S.values), name="a_lease_is_at_a_known_stage"),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on__gt=F("from_on")), name="a_lease_ends_after_it_begins"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["until_on"], name="leases_by_end", condition=Q(stage__in=sorted(HOLDING)))]

    def __str__(self) -> str:
        return f"lease of {self.application_id}"

    @property
    def is_over(self) -> bool:
        return self.stage in (S.SETTLED, S.DECLINED, S.CANCELLED)

    def acting(self, by: Any) -> dict[str, Any]:
        return self.application.acting(by)

    def days(self, on: date) -> int:
        """Days that count until `on`, both ends included."""
        begun = self.delivered_on or self.from_on
        return (on - begun).days + 1 if begun and on >= begun else 0

    @transition("stage", [S.OFFERED, S.DECLINED], S.CHOSEN, permission=for_customer(Act.CONTRACT))
    def choose_lease(self) -> None: ...

    @transition("stage", [S.OFFERED, S.CHOSEN, S.QUOTED], S.DECLINED, permission=for_customer(Act.CONTRACT))
    def decline_lease(self) -> None: ...

    @transition("stage", [S.CHOSEN, S.QUOTED], S.QUOTED, permission=by_role(Role.CONTRACT))
    def quote_lease(self) -> None: ...

    @transition(
        "stage", S.QUOTED, S.CONTRACTED, conditions=[quote_is_of_today], permission=for_customer(Act.CONTRACT)
    )  # fmt: skip
    def sign_lease(self) -> None: ...

    @transition("stage", S.CONTRACTED, S.DELIVERED, permission=by_role(Role.WORKS))
    def deliver_transformer(self) -> None: ...

    @transition("stage", S.DELIVERED, S.IN_SERVICE, permission=by_role(Role.WORKS))
    def begin_lease(self) -> None: ...

    @transition("stage", [S.IN_SERVICE, S.RETURN_DUE], S.IN_SERVICE, permission=for_customer(Act.CONTRACT))
    def extend_lease(self) -> None: ...

    @transition("stage", S.IN_SERVICE, S.RETURN_DUE, permission=by_system)
    def call_back(self) -> None: ...

    @transition("stage", [S.DELIVERED, S.IN_SERVICE, S.RETURN_DUE], S.RETURNED, permission=by_role(Role.WORKS))
    def return_transformer(self) -> None: ...

    @transition("stage", S.RETURNED, S.SETTLED, permission=by_role(Role.CONTRACT))
    def settle_lease(self) -> None: ...

    @transition("stage", sorted(UNSIGNED), S.CANCELLED, permission=by_system)
    def cancel_lease(self) -> None: ...
