"""What the customer answered, and what was fetched instead of being asked for."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField
from applications.intake.choices import MAY_BE_UPLOADED, UNSETTLED, WAITING, DocumentKind, DocumentState
from applications.stages import CLOSED


def stored_as(instance: object, filename: str) -> str:
    """A file name that says nothing and that nobody can guess."""
    return f"documents/{secrets.token_hex(16)}.sealed"


class Draft(models.Model):
    """The wizard's answers as they were typed, kept encrypted until the application is submitted."""

    application = models.OneToOneField("applications.Application", on_delete=models.CASCADE, related_name="draft")
    answers_json = EncryptedTextField(default="{}")
    form_version = models.PositiveSmallIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "applications"

    def __str__(self) -> str:
        return f"draft of {self.application_id}"

    @property
    def answers(self) -> dict[str, Any]:
        return dict(json.loads(self.answers_json))


class Statement(models.Model):
    """What the customer said when submitting, word for word: the record of the wish and of what was agreed to."""

    application = models.OneToOneField("applications.Application", on_delete=models.CASCADE, related_name="statement")
    answers_json = EncryptedTextField(default="{}")
    form_version = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        app_label = "applications"

    def __str__(self) -> str:
        return f"statement of {self.application_id}"

    @property
    def answers(self) -> dict[str, Any]:
        return dict(json.loads(self.answers_json))


class DocumentQuerySet(models.QuerySet["Document"]):
    def due(self, *, at: datetime) -> DocumentQuerySet:
        """Still to be fetched for an open case, and it is time for the next try."""
        return self.filter(state__in=WAITING, next_try_at__lte=at).exclude(application__stage__in=CLOSED)

    def unsettled(self) -> DocumentQuerySet:
        return self.filter(state__in=UNSETTLED)

    def uploadable(self) -> DocumentQuerySet:
        """The customer may hand these in."""
        return self.filter(state__in=MAY_BE_UPLOADED)

    def locked(self, pk: int) -> Document:
        return self.select_for_update().get(pk=pk)


class Document(models.Model):
    """One paper the customer did not have to bring: its fields, source, time and consent. No picture is kept."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    state = models.CharField(max_length=20, choices=DocumentState.choices, default=DocumentState.TO_BE_FETCHED)
    consent = models.ForeignKey("accounts.Consent", on_delete=models.PROTECT, related_name="+")
    fields_json = EncryptedTextField(default="{}")
    licence_id = EncryptedTextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=80, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    # Why it cannot be taken, as a code, or what the officer found; `note` holds the customer's own words.
    remark = models.CharField(max_length=500, blank=True)
    note = EncryptedTextField(blank=True)
    # Encrypted on the disk, under a random name; `file_type` is what its content says it is.
    file = models.FileField(upload_to=stored_as, blank=True)
    file_type = models.CharField(max_length=40, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="one_document_of_a_kind_per_application")
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="documents_to_be_fetched", condition=Q(state__in=sorted(WAITING)))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.application_id}"

    @property
    def user(self) -> Any:
        """Whose data it is, for the record of who looked at it."""
        return self.application.applicant

    @property
    def fields(self) -> dict[str, str]:
        """Of the one licence that fits; empty when none or several do."""
        found = self.found
        return found[0] if len(found) == 1 else {}

    @property
    def found(self) -> list[dict[str, str]]:
        """The fields of every licence that came, as they came."""
        stored = json.loads(self.fields_json)
        return stored if isinstance(stored, list) else [stored] if stored else []

    @property
    def shown(self) -> list[list[dict[str, Any]]]:
        """For each licence that came, its fields to read, masked where they are personal."""
        from applications.intake.showing import rows  # it reads the customer's kind, this module its fields

        return rows(self)

    @property
    def word(self) -> Any:
        """Why it could not be taken, or what the officer found."""
        from applications.intake.showing import word

        return word(self)

    @property
    def tone(self) -> str:
        """The colour of its state: settled, with us, or neither."""
        if self.state in UNSETTLED:
            return "COMPANY"
        return "DONE" if self.state in (DocumentState.FETCHED, DocumentState.CHECKED) else ""

    @property
    def is_waiting(self) -> bool:
        return self.state == DocumentState.TO_BE_FETCHED

    @property
    def is_first_try(self) -> bool:
        """The answer may come any second."""
        return self.is_waiting and self.attempts == 0

    @property
    def may_be_uploaded(self) -> bool:
        return self.state in MAY_BE_UPLOADED

    @property
    def may_be_disputed(self) -> bool:
        return self.state == DocumentState.FETCHED
