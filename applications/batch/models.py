"""A file of many applications: each of its rows is a row here, so that nothing is lost and nothing is done twice."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from accounts.crypto import EncryptedTextField
from accounts.masking import mask_name
from applications.batch.choices import WORKED_ON, RowState

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_batch_number() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(9))
    return f"{settings.COUNTY['prefix']}B-{signs[:4]}-{signs[4:]}"


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: Any) -> BatchQuerySet:
        """Whoever handed it in."""
        return self.filter(by=user, discarded_at=None)

    def locked(self, pk: int) -> Batch:
        return self.select_for_update().get(pk=pk)


class Batch(models.Model):
    """One file of a developer or a village, followed together."""

    number = models.CharField(max_length=20, unique=True, default=new_batch_number)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        app_label = "applications"
        ordering = ["-handed_in_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "sha256"], condition=Q(discarded_at=None), name="the_same_file_is_taken_once"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("batch:one", args=[self.number])

    def counts(self) -> dict[str, int]:
        """How many rows stand where; rows that were replaced are not counted."""
        found = dict(self.rows.exclude(state=RowState.DROPPED).values_list("state").annotate(n=Count("pk")))
        return {state.value: found.get(state.value, 0) for state in RowState if state != RowState.DROPPED}


class BatchRow(models.Model):
    """One line of the file as it was typed, what is wrong with it, and the application it became."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.NEW)
    cells_json = EncryptedTextField()
    # What is wrong, in the words of whoever handed it in: [column, sentence].
    faults = models.JSONField(default=list)
    # Of person and place together, so that the same row twice is seen.
    key_index = models.CharField(max_length=64, blank=True)
    application = models.OneToOneField(
        "applications.Application", null=True, blank=True, on_delete=models.PROTECT, related_name="batch_row"
    )

    class Meta:
        app_label = "applications"
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="a_line_of_a_file_is_one_row"),
            models.UniqueConstraint(
                fields=["batch", "key_index"], condition=Q(state__in=["GOOD", "QUEUED", "DONE"]),
                name="nobody_stands_twice_in_a_file",
            ),
            models.CheckConstraint(
                condition=Q(state=RowState.DONE, application__isnull=False)
                | (~Q(state=RowState.DONE) & Q(application=None)),
                name="a_row_that_is_done_is_an_application",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["batch", "line"], name="rows_to_work_on", condition=Q(state__in=sorted(WORKED_ON)))
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.line}"

    @property
    def cells(self) -> dict[str, Any]:
        return dict(json.loads(self.cells_json))

    @property
    def short_name(self) -> str:
        """Enough to recognise a row by, on a screen that others may see."""
        return mask_name(str(self.cells.get("name", "")))
