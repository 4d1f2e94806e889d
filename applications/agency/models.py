"""The owner's recorded word that somebody may act for them: which acts, for which case, until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts.crypto import EncryptedTextField
from accounts.masking import mask_name, mask_phone
from applications.agency.choices import Act


def key_of(agent: Any) -> str:
    """What a mandate knows its agent by; an officer signs in with no number."""
    return f"officer-{agent.pk}" if agent.is_staff else agent.phone_index


class MandateQuerySet(models.QuerySet["Mandate"]):
    def standing(self) -> MandateQuerySet:
        """Granted, not taken back and not over, by the database's clock: it ends with the next question."""
        return self.filter(granted_at__lte=Now(), revoked_at=None, expires_at__gt=Now())

    def held_by(self, user: Any) -> MandateQuerySet:
        """An agent is known by the number they sign in with, so they need no account before they are named."""
        key = key_of(user)
        return self.filter(agent_index=key) if key else self.none()

    def over(self, case: int, *, owner: int | None) -> MandateQuerySet:
        """For this case, or for everything of its owner."""
        return self.filter(Q(case=case) | Q(case=None), owner=owner)

    def visible_to(self, user: Any) -> MandateQuerySet:
        """The owner sees what they gave; the agent sees it from the moment it holds."""
        key = key_of(user)
        held = Q(agent_index=key, granted_at__isnull=False) if key else Q(pk__in=[])
        return self.filter(Q(owner=user) | held)

    def locked(self, pk: int) -> Mandate:
        return self.select_for_update(of=("self",)).select_related("owner", "case").get(pk=pk)


class Mandate(models.Model):
    """One agent of one owner. Asked for by the owner, granted by a code to the owner's phone, revoked by one press."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates")
    agent_name = EncryptedTextField(mask=mask_name)
    agent_phone = EncryptedTextField(mask=mask_phone)
    agent_index = models.CharField(max_length=64, editable=False)
    acts = ArrayField(models.CharField(max_length=10, choices=Act.choices))
    # One application, or none: everything of the owner, new applications included.
    case = models.ForeignKey(
        "applications.Application", null=True, blank=True, on_delete=models.PROTECT, related_name="mandates"
    )
    # What the owner agreed to along with it, so that the agent can submit; given when the code comes back.
    agrees_to = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    code_id = models.BigIntegerField(null=True, editable=False)
    nonce = models.CharField(max_length=32, editable=False)
    # The sentence that was agreed to, word for word.
    wording = EncryptedTextField(blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        app_label = "applications"
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["agent_index"], name="mandates_by_agent")]
        constraints = [
            models.CheckConstraint(condition=Q(acts__len__gt=0), name="a_mandate_names_what_may_be_done"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="a_mandate_has_an_end"),
            models.UniqueConstraint(
                fields=["owner", "agent_index", "case"], condition=Q(revoked_at=None) & ~Q(granted_at=None),
                nulls_distinct=False, name="one_mandate_an_agent_and_case",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"mandate {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("agency:one", args=[self.pk])

    @property
    def user(self) -> Any:
        """Whose word it is, for the record of who looked."""
        return self.owner

    @property
    def act_labels(self) -> list[Any]:
        return [Act(act).label for act in self.acts]

    @property
    def until_on(self) -> date:
        """The last day it holds."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    def is_standing(self, at: datetime) -> bool:
        return self.granted_at is not None and self.revoked_at is None and self.expires_at > at

    def is_pending(self, at: datetime) -> bool:
        return self.granted_at is None and self.revoked_at is None and self.expires_at > at
