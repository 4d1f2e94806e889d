"""Who stands behind an identity of another house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField
from accounts.doors.choices import Door


class OutsideIdentityQuerySet(models.QuerySet["OutsideIdentity"]):
    def standing(self) -> OutsideIdentityQuerySet:
        return self.filter(unlinked_at=None)


class OutsideIdentity(models.Model):
    """One person as another house knows them. Unlinked it stays as a record and opens nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="identities")
    door = models.CharField(max_length=10, choices=Door.choices)
    subject = EncryptedTextField()
    subject_index = models.CharField(max_length=64)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    unlinked_at = models.DateTimeField(null=True, blank=True)

    objects = OutsideIdentityQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(
                fields=["door", "subject_index"], condition=Q(unlinked_at=None), name="an_identity_opens_one_account"
            ),
            models.UniqueConstraint(
                fields=["user", "door"], condition=Q(unlinked_at=None), name="a_person_comes_through_a_door_as_one"
            ),
            models.CheckConstraint(condition=Q(door__in=Door.values), name="a_door_is_one_of_the_known"),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.pk}"
