"""What was asked for, and what was answered. Both stay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField
from accounts.masking import mask_address, mask_id, mask_name
from applications.correction.choices import NEEDS_WORDS, PAPERS, Missing
from applications.intake.models import stored_as

MASKS = {Missing.NAME: mask_name, Missing.NUMBER: mask_id, Missing.ADDRESS: mask_address}


class CorrectionRequest(models.Model):
    """One list of everything that is missing. A further list asks only about what an answer brought up."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="corrections")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = EncryptedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    letter = models.FileField(upload_to="letters/", blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="one_open_correction_per_application"
            )
        ]

    def __str__(self) -> str:
        return f"correction of {self.application_id}"


class CorrectionItem(models.Model):
    """One thing on the list, in the officer's words, and the customer's answer to exactly that."""

    request = models.ForeignKey(CorrectionRequest, on_delete=models.CASCADE, related_name="wanted")
    kind = models.CharField(max_length=20, choices=Missing.choices)
    text = models.CharField(max_length=500, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="led_to")
    answer = EncryptedTextField(blank=True)
    file = models.FileField(upload_to=stored_as, blank=True)
    file_type = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "applications"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Missing.values), name="only_what_is_on_the_list_is_missing"),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(NEEDS_WORDS)) | ~Q(text=""), name="something_else_is_said_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"

    @property
    def user(self) -> Any:
        """Whose data the answer is, for the record of who looked at it."""
        return self.request.application.applicant

    @property
    def title(self) -> Any:
        """What is meant, in a line."""
        return self.text if self.kind in NEEDS_WORDS else self.get_kind_display()

    @property
    def hint(self) -> str:
        """The officer's words beside the title."""
        return "" if self.kind in NEEDS_WORDS else self.text

    @property
    def is_paper(self) -> bool:
        return self.kind in PAPERS

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def shown(self) -> str:
        """The answer as it stands on a page: a name or a number is masked, and is seen in full with the case's own."""
        mask = MASKS.get(Missing(self.kind))
        return mask(self.answer) if mask and self.answer else self.answer
